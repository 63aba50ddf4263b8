import type { ReactNode, RefObject } from 'react'
import { partsPath, rowColumns } from '../../widgets/hexrows/index.ts'
import type { noteRows } from './noteRows.ts'
import classes from './Conversation.module.css'

interface RowOverlayProps {
  readonly sheet: RefObject<SVGSVGElement | null>
  /** Rows that are drawn, and the height of each, px. */
  readonly rows: number
  readonly rowPx: number
  readonly layout: Parameters<typeof rowColumns>[0]
  readonly selected: Parameters<typeof partsPath>[0]
  /** Outlined: the bytes of the value that is pointed at in the inspector. */
  readonly marked: Parameters<typeof partsPath>[0]
  readonly noted: ReturnType<typeof noteRows>
  /** Beneath all of it. */
  readonly children: ReactNode
}

/** What is drawn behind the text of the rows, in cells: one unit is a character wide and a row high. */
export function RowOverlay({
  sheet,
  rows,
  rowPx,
  layout,
  selected,
  marked,
  noted,
  children,
}: RowOverlayProps) {
  const cells = Math.max(1, rows)
  return (
    <svg
      ref={sheet}
      className={classes.overlay}
      viewBox={`0 0 ${rowColumns(layout)} ${cells}`}
      preserveAspectRatio="none"
      style={{ height: cells * rowPx, width: `${rowColumns(layout)}ch` }}
      aria-hidden="true"
    >
      {children}
      <path className={classes.selected} d={partsPath(selected, layout)} />
      <path className={classes.marked} d={partsPath(marked, layout)} />
      {noted.lines.map(({ colour, d }) => (
        <path key={colour} className={classes.note} data-colour={colour} d={d} />
      ))}
      {noted.flags.map(({ colour, d }) => (
        <path key={colour} className={classes.noteFlag} data-colour={colour} d={d} />
      ))}
    </svg>
  )
}
