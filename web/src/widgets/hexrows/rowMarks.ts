import type { Line } from './RowLines.tsx'
import type { RowPart } from './rowGeometry.ts'
import { hexColumn, textColumn, type RowLayout } from './rowLayout.ts'
import type { LookRun, MarkLook } from './rowText.ts'

/** Parts of rows that are marked alike: bytes `[from, to)` of the row at `y`. */
export interface MarkedParts {
  readonly look: MarkLook
  readonly parts: readonly RowPart[]
}

/** Rows with parts of them marked, in the hex and in the text part. Rows without a mark stay the same objects. */
export function markRows(lines: readonly Line[], marked: readonly MarkedParts[], layout: RowLayout): Line[] {
  const runs = new Map<number, LookRun[]>()
  for (const { look, parts } of marked) {
    for (const { y, from, to } of parts) {
      if (to <= from) continue
      const list = runs.get(y) ?? []
      list.push({ look, start: hexColumn(from, layout), end: hexColumn(to - 1, layout) + 2 })
      list.push({ look, start: textColumn(from, layout), end: textColumn(to, layout) })
      runs.set(y, list)
    }
  }
  return lines.map((line, y) => {
    const more = runs.get(y)
    return more ? { ...line, runs: [...(line.runs ?? []), ...more] } : line
  })
}
