import { LANES_TOP, ROWS_HEIGHT } from './layout.ts'
import type { NoteFlag } from './noteFlags.ts'
import classes from './Timeline.module.css'

/** Where notes are: a pointer above the lanes at the time of their bytes, and a line through them. */
export function NoteFlags({ flags }: { readonly flags: readonly NoteFlag[] }) {
  return flags.map(({ x, notes, title }) => (
    <g key={x} className={classes.noteFlag} data-testid="note-flag" data-colour={notes[0]?.note.colour}>
      <title>{title}</title>
      <path className={classes.noteLine} d={`M${x} ${LANES_TOP}V${LANES_TOP + ROWS_HEIGHT}`} />
      <path className={classes.notePointer} d={`M${x - 4.5} ${LANES_TOP - 8}h9l-4.5 8z`} />
    </g>
  ))
}
