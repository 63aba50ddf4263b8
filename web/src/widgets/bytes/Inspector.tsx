import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import { ByteRange } from '@tcpscope/shared/base'
import { formatCount } from '../../base/format.ts'
import { gapAt } from '../../data/gaps.ts'
import { inspect, INSPECT_BYTES, visibleText, type Reading } from './inspect.ts'
import { Values } from './Values.tsx'
import classes from './Inspector.module.css'

interface InspectorProps {
  /** Whose bytes: for names of controls. */
  readonly about: string
  /** The bytes of a range as far as they are known. */
  readonly slice: (start: number, end: number) => { readonly bytes: Uint8Array }
  readonly gaps: readonly ByteRange[]
  readonly range: ByteRange | null
  /** An offset as the rows show it. */
  readonly place: (offset: number) => string
  /** What came of the last copying, for a moment. */
  readonly note: string | null
  /** Whether all values are shown, not one line of them. */
  readonly open: boolean
  readonly onOpen: (open: boolean) => void
  /** The bytes of the value that is looked at; null: none is. */
  readonly onMark: (range: ByteRange | null) => void
  readonly onSelect: (range: ByteRange) => void
}

/** Below bytes: what the selected ones mean as numbers, text, times and addresses. */
export function Inspector(props: InspectorProps) {
  const { about, slice, gaps, range, place, note, open, onOpen } = props
  if (!range) {
    return (
      <footer className={classes.inspector} data-open={open || undefined}>
        <p className={classes.hint}>
          <output>{note ?? 'Select bytes to see them as numbers and text.'}</output>
        </p>
      </footer>
    )
  }
  const { bytes } = slice(range.start, range.start + INSPECT_BYTES)
  const readings = inspect(bytes)
  const gap = gapAt(gaps, range.start)
  const length = ByteRange.length(range)
  const Chevron = open ? IconChevronDown : IconChevronUp
  return (
    <footer className={classes.inspector} data-open={open || undefined}>
      <div className={classes.head}>
        <p>
          <b>
            {place(range.start)}
            {length > 1 && ` – ${place(range.end - 1)}`}
          </b>{' '}
          {formatCount(length)} {length === 1 ? 'byte' : 'bytes'} <output>{note}</output>
        </p>
        <button
          type="button"
          className={classes.toggle}
          aria-expanded={open}
          aria-label={`All values, ${about}`}
          title={open ? 'Fewer values (i)' : 'All values (i)'}
          onClick={() => onOpen(!open)}
        >
          <Chevron size={14} aria-hidden="true" />
        </button>
      </div>
      {gap ? (
        <p>These bytes were forwarded, but could not be recorded: a gap of the capture.</p>
      ) : open ? (
        <Values
          // Another place: no value is looked at any more.
          key={range.start}
          about={about}
          readings={readings}
          start={range.start}
          onMark={props.onMark}
          onSelect={props.onSelect}
        />
      ) : (
        <p className={classes.line}>
          {bytes.length === 0 ? 'not read yet' : `${briefly(readings)} · utf-8 “${textOf(bytes, length)}”`}
        </p>
      )}
    </footer>
  )
}

const BRIEF = ['u8', 'u16', 'u32'] as const

function briefly(readings: readonly Reading[]): string {
  return BRIEF.flatMap((name) => {
    const found = readings.find((reading) => reading.name === name)
    if (!found?.le) return []
    return found.be ? `${name} le ${found.le.text}, be ${found.be.text}` : `${name} ${found.le.text}`
  }).join(' · ')
}

/** The selected bytes as text; one alone is the cursor, and the text goes on behind it. */
function textOf(bytes: Uint8Array, selected: number): string {
  return visibleText(new TextDecoder().decode(selected > 1 ? bytes.subarray(0, selected) : bytes))
}
