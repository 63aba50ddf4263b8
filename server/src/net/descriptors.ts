import type { Socket } from 'node:net'

/** Descriptors for the dashboard, the catalog, name look-ups and Node.js itself. */
const HOUSEHOLD = 64

/** How many file descriptors this process may have; Infinity where the system sets no limit. */
export function descriptorLimit(): number {
  const report = process.report.getReport() as { userLimits?: { open_files?: { soft?: number | string } } }
  const soft = report.userLimits?.open_files?.soft
  return typeof soft === 'number' ? soft : Infinity
}

/** Capture files that may be open at once: far below what the sockets want. @param limit descriptors in all */
export function captureFiles(limit: number): number {
  return Math.max(32, Math.min(1024, Math.floor(limit / 4)))
}

/** What the sockets may use of them. */
function forSockets(limit: number): number {
  return limit - captureFiles(limit) - Math.min(HOUSEHOLD, Math.floor(limit / 8))
}

/**
 * Connections that can be open at once, about: each has two sockets. Node.js has raised the limit of this process as far
 * as the system lets it by itself.
 * @param limit descriptors in all; Infinity: connections are not limited by them
 */
export function mostConnections(limit: number): number {
  return Math.floor(forSockets(limit) / 2)
}

/**
 * Says when a process is about to run out of file descriptors, a little before it does. When an accept finds none
 * left, libuv takes the connection and closes it by itself: no event tells of it, so it could be neither counted
 * nor shown, and neither a file nor the dashboard could be opened either.
 */
export class Descriptors {
  readonly #last: number
  /** What becomes of a connection when there are none left, as a sentence. */
  readonly exhausted: string

  /** @param limit descriptors in all */
  constructor(limit: number) {
    this.#last = forSockets(limit)
    const most = `about ${mostConnections(limit)} connections`
    this.exhausted = `This process may open ${limit} files, enough for ${most}: a new connection was reset at once.`
  }

  /** True when this socket took one that is kept for others. The system hands out the lowest one that is free. */
  scarce(socket: Socket): boolean {
    // Node.js shows the descriptor in no other place; where it has none (Windows) nothing is scarce.
    // oxlint-disable-next-line no-underscore-dangle
    const { fd = -1 } = (socket as { _handle?: { fd?: number } | null })._handle ?? {}
    return fd >= this.#last
  }
}
