import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { json } from 'node:stream/consumers'
import { SessionStore } from '../capture/sessionStore.ts'
import { type Download, makeDownload } from './makeDownload.ts'

// A process of its own: reads what is wanted from its input, writes it to its output, and ends.

/** What stands in the input. */
export interface DownloadOrder {
  /** The folder of all sessions. */
  readonly root: string
  readonly download: Download
}

const { root, download } = (await json(process.stdin)) as DownloadOrder
await pipeline(
  Readable.from(makeDownload(new SessionStore(root), download), { objectMode: false }),
  process.stdout,
)
