import type { ByteRange } from '@tcpscope/shared/base'
import { formatBytes, formatDuration } from '../../base/format.ts'
import type { GutterLabel } from './hexView.ts'
import type { NoteFlag } from './noteMarks.ts'
import classes from './HexPane.module.css'

interface GutterProps {
  readonly labels: readonly GutterLabel[]
  readonly gaps: readonly { readonly y: number; readonly gap: ByteRange }[]
  readonly flags: readonly NoteFlag[]
  readonly rowPx: number
  readonly times: 'delta' | 'start'
}

/** Frame numbers and times beside the rows in which the frames begin, the one that goes on at the top, gaps and notes. */
export function Gutter({ labels, gaps, flags, rowPx, times }: GutterProps) {
  const taken = new Set([...labels, ...gaps].map(({ y }) => y))
  return (
    <div className={classes.gutter} aria-hidden="true">
      {labels.map((label) => {
        const { y, first, count } = label
        // Where the row below is free, a time that does not fit beside the number stands under it.
        const rows = taken.has(y + 1) ? 1 : 2
        return (
          <div
            key={y}
            className={classes.label}
            data-goes-on={count === 0 || undefined}
            style={{ top: y * rowPx, height: rows * rowPx }}
            title={titleOf(label)}
          >
            <b>
              {count === 0 && '…'}#{first.number}
              {count > 1 && '…'}
            </b>
            {count > 0 && <span>{timeOf(label, times)}</span>}
          </div>
        )
      })}
      {gaps.map(({ y, gap }) => (
        <div
          key={`gap ${gap.start}`}
          className={classes.gapLabel}
          // Where a frame begins in the same row, the gap's label goes to the next one.
          style={{ top: (labels.some((label) => label.y === y) ? y + 1 : y) * rowPx }}
          title={`capture gap: ${formatBytes(gap.end - gap.start)} were forwarded, but not recorded`}
        >
          gap
        </div>
      ))}
      {flags.map(({ y, colour, title }) => (
        <div
          key={`note ${y}`}
          className={classes.flag}
          data-colour={colour}
          style={{ top: y * rowPx }}
          title={title}
        />
      ))}
    </div>
  )
}

/** `+12.4ms`: without a blank, for it has to fit into the gutter. */
function timeOf({ first, sinceBeforeNs }: GutterLabel, times: GutterProps['times']): string {
  const since = times === 'start' ? first.readNs : sinceBeforeNs
  return since === null ? '' : `${times === 'start' ? '+' : 'Δ'}${formatDuration(since).replaceAll(' ', '')}`
}

function titleOf({ first, sinceBeforeNs, count }: GutterLabel): string {
  const frames = `frame #${first.number}${count > 1 ? ` to #${first.number + count - 1}` : ''}`
  const before = sinceBeforeNs === null ? '' : `, ${formatDuration(sinceBeforeNs)} after the frame before it`
  const goesOn = count === 0 ? ', goes on here' : ''
  return `${frames}${goesOn}, read ${formatDuration(first.readNs)} after the start${before}`
}
