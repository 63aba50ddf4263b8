import type { Note } from '@tcpscope/shared/api'
import { noteTicks } from './noteMarks.ts'
import classes from './HexPane.module.css'

interface NoteTicksProps {
  readonly notes: readonly Note[]
  /** Of the stream, bytes. */
  readonly length: number
  readonly heightPx: number
}

/** Where notes are in the stream, over its scrollbar. */
export function NoteTicks({ notes, length, heightPx }: NoteTicksProps) {
  const ticks = noteTicks(notes, length, heightPx)
  if (ticks.length === 0) return null
  return (
    <svg className={classes.ticks} aria-hidden="true">
      {ticks.map(({ colour, d }) => (
        <path key={colour} className={classes.note} data-colour={colour} d={d} />
      ))}
    </svg>
  )
}
