import { CatalogFault } from '../core/catalogPort.ts'

/** Another connection holds the file, for longer than we wait. */
const BUSY = /^SQLITE_(BUSY|LOCKED)/
/** Nothing more can be written: no room, no right to, or a disk that fails. */
const UNWRITABLE = /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN)/

/** What SQLite said, in words for whoever asked, where it is no mistake of ours; else as it is. */
export function faultOf(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (BUSY.test(code)) {
    const message = 'The catalog is busy: another program uses its file. Nothing was changed; try again.'
    return new CatalogFault('catalog_busy', message, error)
  }
  if (UNWRITABLE.test(code)) {
    const message = 'It could not be saved: the disk is full or cannot be written. Nothing was changed.'
    return new CatalogFault('storage_failed', message, error)
  }
  return error
}

/** The same for work that may fail so. @throws CatalogFault, or what else went wrong */
export async function inWords<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw faultOf(error)
  }
}
