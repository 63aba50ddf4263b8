import type { SessionId } from '@tcpscope/shared/base'
import { finishedSessionFiles } from '../../test/kit/files.ts'
import { expectedHexLog } from '../../test/kit/hexLog.ts'

/** Compares a finished session's hex log with its definition. @returns null when they are the same, else where not */
export async function compareHexLog(dataDir: string, id: SessionId): Promise<string | null> {
  const { facts, records, bytes, hex } = await finishedSessionFiles(dataDir, id)
  const expected = Buffer.from(expectedHexLog(facts, records, bytes), 'latin1')
  if (hex === null) return 'there is none'
  if (expected.equals(hex)) return null
  let at = 0
  while (at < hex.length && hex[at] === expected[at]) at++
  return `at byte ${at} of ${hex.length} (expected ${expected.length})`
}
