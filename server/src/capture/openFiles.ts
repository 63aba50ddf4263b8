import { closeSync, constants, openSync, readSync, writeSync, writevSync } from 'node:fs'
import type { SessionPaths } from './sessionPaths.ts'

/** A file that is open now, or was and will be again when it is needed. */
export interface LogFile {
  readonly paths: SessionPaths
  readonly kind: LogKind
  fd: number
}

/** Which of a session's files. */
export type LogKind = Exclude<keyof SessionPaths, 'folder'>

/** How much of a write reached the file. A peer's disk being full is a fact, not an exception. */
export interface Written {
  readonly bytes: number
  readonly error: NodeJS.ErrnoException | null
}

/** Pieces of at most this many bytes in all are gathered into one buffer and written by one call. */
const GATHER = 256 * 1024
/** Vectors one writev takes (IOV_MAX). */
const MAX_VECTORS = 1024

/**
 * Files of one thread, written and read at given positions by blocking calls. Keeps at most `limit` of them open,
 * least recently used first to go, so that ten thousand live sessions need no more descriptors than that.
 */
export class OpenFiles {
  readonly #limit: number
  readonly #open = new Set<LogFile>()
  readonly #gather = Buffer.allocUnsafeSlow(GATHER)

  /** @param limit files open at once, 4 or more */
  constructor(limit: number) {
    this.#limit = limit
  }

  file(paths: SessionPaths, kind: LogKind): LogFile {
    return { paths, kind, fd: -1 }
  }

  /**
   * Opens the file.
   * @param create make it if it is not there
   * @throws the system's error (ENOSPC, EMFILE, ENOENT, …)
   */
  open(file: LogFile, create: boolean): number {
    if (file.fd >= 0) {
      // Keeping the order costs something; it matters only when somebody may have to go.
      if (this.#open.size > this.#limit / 2) {
        this.#open.delete(file)
        this.#open.add(file)
      }
      return file.fd
    }
    if (this.#open.size >= this.#limit) {
      const [oldest] = this.#open
      if (oldest) this.close(oldest)
    }
    file.fd = openSync(file.paths[file.kind], constants.O_RDWR | (create ? constants.O_CREAT : 0), 0o600)
    this.#open.add(file)
    return file.fd
  }

  close(file: LogFile): void {
    if (file.fd < 0) return
    this.#open.delete(file)
    closeSync(file.fd)
    file.fd = -1
  }

  /** Writes all pieces one behind the other from `position` on. */
  write(file: LogFile, pieces: readonly Uint8Array[], position: number): Written {
    let bytes = 0
    try {
      const fd = this.open(file, true)
      for (const part of this.#batches(pieces)) {
        let rest = part
        while (rest.length > 0) {
          const done =
            rest.length === 1
              ? writeSync(fd, rest[0]!, 0, rest[0]!.length, position + bytes)
              : writevSync(fd, rest, position + bytes)
          bytes += done
          rest = dropBytes(rest, done)
        }
      }
      return { bytes, error: null }
    } catch (error) {
      return { bytes, error: error as NodeJS.ErrnoException }
    }
  }

  /** Reads up to `into.length` bytes from `position`; fewer only at the end of the file. */
  read(file: LogFile, into: Uint8Array, position: number): number {
    const fd = this.open(file, false)
    let bytes = 0
    while (bytes < into.length) {
      const done = readSync(fd, into, bytes, into.length - bytes, position + bytes)
      if (done === 0) break
      bytes += done
    }
    return bytes
  }

  *#batches(pieces: readonly Uint8Array[]): Iterable<Uint8Array[]> {
    if (pieces.length === 1) {
      yield [pieces[0]!]
      return
    }
    let total = 0
    for (const piece of pieces) total += piece.length
    if (total <= GATHER) {
      let at = 0
      for (const piece of pieces) {
        this.#gather.set(piece, at)
        at += piece.length
      }
      yield [this.#gather.subarray(0, at)]
      return
    }
    for (let i = 0; i < pieces.length; i += MAX_VECTORS) yield pieces.slice(i, i + MAX_VECTORS)
  }
}

/** What is left of pieces after their first `count` bytes were written. */
function dropBytes(pieces: Uint8Array[], count: number): Uint8Array[] {
  let first = 0
  while (first < pieces.length && count >= pieces[first]!.length) count -= pieces[first++]!.length
  if (first === 0 && count === 0) return pieces
  const rest = pieces.slice(first)
  if (count > 0) rest[0] = rest[0]!.subarray(count)
  return rest
}
