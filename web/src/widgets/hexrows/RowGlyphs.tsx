import type { Line } from './RowLines.tsx'

interface RowGlyphsProps {
  readonly lines: readonly Line[]
  readonly rowPx: number
}

/**
 * The characters of rows that stand in no line, each in its place: one element for all of them. As each has a
 * position of its own, none is shaped or turned round together with its neighbours.
 */
export function RowGlyphs({ lines, rowPx }: RowGlyphsProps) {
  const xs: string[] = []
  const ys: number[] = []
  let text = ''
  for (const [y, line] of lines.entries()) {
    for (const { column, character } of line.glyphs ?? []) {
      text += character
      // Positions are counted in UTF-16 units: the second half of a pair has one, too, which is not used.
      for (let unit = 0; unit < character.length; unit++) {
        xs.push(`${column}ch`)
        ys.push((y + 0.72) * rowPx)
      }
    }
  }
  if (text === '') return null
  return (
    <svg className="hexrows-glyphs" aria-hidden="true">
      <text x={xs.join(' ')} y={ys.join(' ')}>
        {text}
      </text>
    </svg>
  )
}
