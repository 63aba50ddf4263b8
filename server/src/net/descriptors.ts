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

/**
 * Connections that may be open at once: each has two sockets, and some descriptors are kept for the capture files and
 * the household. Node.js has raised the limit of this process as far as the system lets it by itself.
 *
 * Beyond them a client is reset before descriptors run out: when an accept finds none left, libuv takes the connection
 * and closes it by itself. No event tells of it, so it could be neither counted nor shown, and neither a file nor the
 * dashboard could be opened either.
 * @param limit descriptors in all; Infinity: connections are not limited by them
 */
export function mostConnections(limit: number): number {
  return Math.floor((limit - captureFiles(limit) - Math.min(HOUSEHOLD, Math.floor(limit / 8))) / 2)
}
