import { DIRECTIONS } from '@tcpscope/shared/base'
import type { Session } from '@tcpscope/shared/api'
import type { SessionFiles } from '../../../test/kit/files.ts'

/**
 * Whether the frame index covers the binary logs, byte for byte, and keeps the order it promises.
 * @param complete every frame was taken by its peer
 * @returns what is wrong, in words
 */
export function checkFrames({ records, bytes }: SessionFiles, session: Session, complete: boolean): string[] {
  const wrong: string[] = []
  const at = { upstream: 0, downstream: 0 }
  const count = { upstream: 0, downstream: 0 }
  const taken = { upstream: 0, downstream: 0 }
  let before = 0
  let logged = 0
  for (const [place, record] of records.entries()) {
    const { direction } = record
    const other = direction === 'upstream' ? 'downstream' : 'upstream'
    const say = (words: string): void => void wrong.push(`record ${place}: ${words}`)
    if (record.readNs < before) say(`it happened before the one before`)
    before = record.readNs
    if (record.offset !== at[direction]) say(`offset ${record.offset}, not ${at[direction]}`)
    if (record.otherOffset !== at[other]) say(`other offset ${record.otherOffset}, not ${at[other]}`)
    if (record.number !== count[direction]) say(`number ${record.number}, not ${count[direction]}`)
    if (record.otherNumber !== count[other]) say(`other number ${record.otherNumber}, not ${count[other]}`)
    if (record.kind === 'mark') {
      if (record.code === 'gap') say('a gap')
      if ((record.code === 'closed') !== (place === records.length - 1))
        say(`"${record.code}" is out of place`)
      continue
    }
    if (record.length === 0) say('an empty frame')
    at[direction] += record.length
    count[direction]++
    if (record.loggedNs < record.readNs || record.loggedNs < logged) say(`logged at ${record.loggedNs}`)
    logged = record.loggedNs
    if (record.takenNs === 0) {
      if (complete) say('it was not taken by its peer')
    } else if (record.takenNs < record.readNs || record.takenNs < taken[direction]) {
      say(`taken at ${record.takenNs}`)
    } else taken[direction] = record.takenNs
    if (session.hexLog === 'live' && record.textNs < record.loggedNs)
      say(`its text was written at ${record.textNs}`)
  }
  for (const direction of DIRECTIONS) {
    if (at[direction] !== bytes[direction].length) {
      wrong.push(`${direction}: the frames cover ${at[direction]} of ${bytes[direction].length} bytes`)
    }
    const counted = direction === 'upstream' ? session.upstreamFrames : session.downstreamFrames
    if (count[direction] !== counted)
      wrong.push(`${direction}: ${count[direction]} frames, ${counted} counted`)
  }
  return wrong.slice(0, 5)
}
