import type { SessionMark } from '@tcpscope/shared/api'
import { sourceOf, type Direction } from '@tcpscope/shared/base'
import { formatBytes, formatDuration } from '../../base/format.ts'
import { nearGroups } from './nearGroups.ts'
import type { TimeView } from './timeView.ts'

/** An instant to be drawn: a mark of the session, or the first byte of a direction. */
export interface Instant {
  readonly timeNs: number
  readonly kind: SessionMark['code'] | 'first byte'
  readonly label: string
  /** The whole sentence, for the hover. */
  readonly title: string
}

export interface MarkTick {
  readonly x: number
  /** Empty where there is no room for words. */
  readonly label: string
  /** The label stands left of the tick: at the right edge there is no room for it. */
  readonly before: boolean
  readonly title: string
  readonly kind: Instant['kind']
}

const CHAR_PX = 6.2
const JOIN_PX = 5
/** Sentences that one hover holds. */
const MOST_TITLES = 8

/** All instants of a session in order of time. @param firstBytes when each direction's first byte was read */
export function instantsOf(
  marks: readonly SessionMark[],
  firstBytes: Readonly<Partial<Record<Direction, number>>>,
): Instant[] {
  const instants = marks.map(instantOf)
  for (const direction of ['upstream', 'downstream'] as const) {
    const timeNs = firstBytes[direction]
    if (timeNs === undefined) continue
    const arrow = direction === 'upstream' ? '↑' : '↓'
    instants.push({
      timeNs,
      kind: 'first byte',
      label: `first byte ${arrow}`,
      title: `first byte of the ${sourceOf(direction)} at +${formatDuration(timeNs)}`,
    })
  }
  return instants.toSorted((a, b) => a.timeNs - b.timeNs)
}

function instantOf({ code, direction, timeNs, offset, length }: SessionMark): Instant {
  const side = sourceOf(direction)
  const at = `at +${formatDuration(timeNs)}`
  const instant = (label: string, title: string): Instant => ({
    timeNs,
    kind: code,
    label,
    title: `${title} ${at}`,
  })
  switch (code) {
    case 'connected':
      return instant('connected', 'the target answered')
    case 'ended':
      return instant(`${side} FIN`, `the ${side} has finished sending (half-close)`)
    case 'reset':
      return instant(`${side} RST`, `the ${side} reset the connection`)
    case 'timeout':
      return instant(`${side} timeout`, `the ${side} did not answer in time`)
    case 'gap':
      return instant(
        'gap',
        `capture gap: ${formatBytes(length)} of the ${side} from byte ${offset} are not recorded,`,
      )
    case 'closed':
      return instant('closed', 'both sockets closed')
    default:
      return code satisfies never
  }
}

/** Ticks for the instants in view. Those within a few pixels share a tick; a label is left out without room. */
export function markTicks(instants: readonly Instant[], view: TimeView, width: number): MarkTick[] {
  const groups = nearGroups(instants, view, width, JOIN_PX)
  let labelledTo = 0
  return groups.map(({ x, members }, i) => {
    const words = wordsOf(members)
    const needed = words.length * CHAR_PX + 6
    const before = x + needed > width
    const fits = before ? x - needed >= labelledTo : x + needed <= (groups[i + 1]?.x ?? width)
    if (fits) labelledTo = before ? x : x + needed
    const titles = members.slice(0, MOST_TITLES).map((member) => member.title)
    if (members.length > MOST_TITLES) titles.push('…')
    return {
      x,
      label: fits ? words : '',
      before,
      title: titles.join('\n'),
      // The worst of them gives the tick its look.
      kind:
        members.find(({ kind }) => kind === 'gap' || kind === 'reset')?.kind ?? members[0]?.kind ?? 'closed',
    }
  })
}

function wordsOf(members: readonly Instant[]): string {
  const labels = [...new Set(members.map(({ label }) => label))]
  return labels.length <= 2 ? labels.join(', ') : `${members.length} marks`
}
