import type { ByteRange } from '@tcpscope/shared/base'
import { formatOffset } from '@tcpscope/shared/hex'
import { formatCount } from '../../base/format.ts'
import { gapAt } from '../../data/gaps.ts'
import type { PageCache } from '../../data/pageCache.ts'
import { inspect, INSPECT_TEXT } from './inspect.ts'
import classes from './HexPane.module.css'

interface InspectorProps {
  readonly pages: PageCache
  readonly range: ByteRange | null
  /** What came of the last copying, for a moment. */
  readonly note: string | null
}

/** The strip below a hex pane: the selected bytes as numbers and as text. */
export function Inspector({ pages, range, note }: InspectorProps) {
  if (!range) {
    return (
      <footer className={classes.inspector}>
        <p className={classes.hint}>{note ?? 'Select bytes to see them as numbers and text.'}</p>
      </footer>
    )
  }
  const { bytes } = pages.slice(range.start, range.start + INSPECT_TEXT)
  const seen = inspect(bytes, range.end - range.start)
  const gap = gapAt(pages.gaps, range.start)
  const length = range.end - range.start
  const place = `0x${formatOffset(range.start)}${length > 1 ? ` – 0x${formatOffset(range.end - 1)}` : ''}`
  return (
    <footer className={classes.inspector}>
      <p>
        <b>{place}</b> {length === 1 ? `byte ${formatCount(range.start)}` : `${formatCount(length)} bytes`}
        {note !== null && <em> · {note}</em>}
        {!gap && seen.u8 !== null && ` · u8 ${seen.u8} · i8 ${seen.i8} · utf-8 “${seen.text}”`}
      </p>
      {gap ? (
        <p>These bytes were forwarded, but could not be recorded: a gap of the capture.</p>
      ) : (
        (['le', 'be'] as const).map((order) => (
          <p key={order}>
            <b>{order}</b>{' '}
            {seen.numbers.map(({ name, [order]: value }) => `${name} ${value ?? '–'}`).join(' · ')}
          </p>
        ))
      )}
    </footer>
  )
}
