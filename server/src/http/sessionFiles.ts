import { type Direction, DIRECTIONS } from '@tcpscope/shared/base'
import { logNames, type SessionFacts } from '@tcpscope/shared/capture'
import type { CapturePort } from '../core/capturePort.ts'
import type { StoredSession } from '../core/catalogPort.ts'
import type { ArchivedLog, LogSource } from '../core/downloadPort.ts'

// What is made of a session to be taken home: under which names, and of what. The logs' own names are in shared/capture.

/** The name of the archive: the hex log's, which names both peers. */
export function zipName(facts: SessionFacts): string {
  return logNames(facts).hex.replace(/\.log$/, '.zip')
}

/** The name of the trace: the hex log's, too. */
export function traceName(facts: SessionFacts): string {
  return logNames(facts)
    .hex.replace(/^log-/, 'trace-')
    .replace(/\.log$/, '.json')
}

/** The name of a file with bytes `[start, end)` of a binary log. */
export function partName(log: string, start: number, end: number): string {
  return log.replace(/\.log$/, `-bytes-${start}-${end - 1}.bin`)
}

/** The hex log, and how much it is made of now. */
export async function hexSource(ref: SessionFacts, capture: Pick<CapturePort, 'size'>): Promise<LogSource> {
  const sizes = await Promise.all(DIRECTIONS.map((direction) => capture.size(ref, direction)))
  return { ref, log: 'hex', bytes: sizes.reduce((sum, size) => sum + size, 0) }
}

/** All logs that a session has. Sizes are taken now: what a live session gets later is not in the archive. */
export async function archivedLogs(
  { facts: ref, session }: StoredSession,
  capture: Pick<CapturePort, 'size'>,
): Promise<ArchivedLog[]> {
  const names = logNames(ref)
  const modifiedMs = session.startedAtMs
  const binary = async (log: Direction): Promise<ArchivedLog> => {
    return { ref, log, bytes: await capture.size(ref, log), name: names[log], modifiedMs }
  }
  const logs = await Promise.all([binary('upstream'), binary('downstream')])
  if (session.hexLog === 'off') return logs
  // First, because it is read as of the moment when its turn comes.
  return [{ ...(await hexSource(ref, capture)), name: names.hex, modifiedMs }, ...logs]
}
