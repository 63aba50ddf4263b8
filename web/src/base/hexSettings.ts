import type { TextEncoding } from './textCells.ts'

export const HEX_COLUMNS = ['auto', 8, 16, 32] as const
export type HexColumns = (typeof HEX_COLUMNS)[number]

/** How bytes are written; the same for all panes of bytes. */
export interface HexSettings {
  /** Bytes a row; auto: as many as there is room for. */
  readonly columns: HexColumns
  /** What the text column takes the bytes for. */
  readonly text: TextEncoding
  readonly offsets: 'hex' | 'decimal'
  /** Times in the gutter: since the frame before, or since the session's start. */
  readonly times: 'delta' | 'start'
  /** Scrolling one direction scrolls the other to the same moment. */
  readonly together: boolean
  /** The inspector shows all values, not one line of them. */
  readonly inspector: boolean
}
