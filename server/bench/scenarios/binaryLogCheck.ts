import type { Direction, SessionId } from '@tcpscope/shared/base'
import { readSessionFiles } from '../../test/kit/files.ts'
import { Checker, HEADER, header, makePattern, VERDICT } from '../load/protocol.ts'

/** What a bulk connection carried. */
export interface Carried {
  readonly direction: 'down' | 'up'
  readonly bytes: number
}

/** Compares both binary logs of a finished bulk session with what was sent. @returns those that are the same, 0 to 2 */
export async function rightBinaryLogs(
  dataDir: string,
  id: SessionId,
  { direction, bytes }: Carried,
): Promise<number> {
  const logs = (await readSessionFiles(dataDir, id)).bytes
  const question = header(direction === 'down' ? 'D' : 'U', bytes)
  const verdict = Buffer.alloc(VERDICT)
  verdict.writeBigUInt64BE(BigInt(bytes))
  const right: Record<Direction, boolean> =
    direction === 'down'
      ? { upstream: logs.upstream.equals(question), downstream: isPattern(logs.downstream, bytes) }
      : {
          upstream:
            logs.upstream.subarray(0, HEADER).equals(question) &&
            isPattern(logs.upstream.subarray(HEADER), bytes),
          downstream: logs.downstream.equals(verdict),
        }
  return Number(right.upstream) + Number(right.downstream)
}

function isPattern(log: Buffer, bytes: number): boolean {
  const checker = new Checker(makePattern())
  checker.take(log, log.length)
  return checker.right && checker.bytes === bytes
}
