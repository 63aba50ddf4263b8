import { offsetDigits, rowColumns, type RowLayout } from './rowLayout.ts'

/** Width of a column at the full size of the letters, px: the shipped face is 0.6 of its size wide. */
const COLUMN_PX = 7.5
/** What stands beside the rows at least, px: gutter and margins. */
const BESIDE_PX = 62

/**
 * The rows of a pane of bytes. A fixed number of bytes a row stays what it is, and the style sheet makes the letters
 * smaller; `auto` takes as many as fit at their full size.
 * @param length the largest offset is below it, bytes
 * @param widthPx of the pane without its scrollbar; 0: not known yet
 */
export function fitLayout(
  { columns, text, offsets }: Pick<RowLayout, 'text' | 'offsets'> & { readonly columns: number | 'auto' },
  length: number,
  widthPx: number,
): RowLayout {
  const of = (bytes: number): RowLayout => ({ bytes, digits: offsetDigits(length, offsets), offsets, text })
  if (columns !== 'auto') return of(columns)
  if (widthPx === 0) return of(16)
  return of([32, 16].find((bytes) => rowColumns(of(bytes)) * COLUMN_PX + BESIDE_PX <= widthPx) ?? 8)
}
