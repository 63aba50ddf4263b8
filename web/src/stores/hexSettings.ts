import { TEXT_ENCODINGS, type TextEncoding } from '../base/textCells.ts'
import { createRemembered, type Memory, type RememberedStore } from './remembered.ts'

export const HEX_COLUMNS = ['auto', 8, 16, 32] as const
export type HexColumns = (typeof HEX_COLUMNS)[number]

/** How hex panes write what they show; remembered by the browser, the same for all panes. */
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

export type HexSettingsStore = RememberedStore<HexSettings>

const DEFAULTS: HexSettings = {
  columns: 'auto',
  text: 'ascii',
  offsets: 'hex',
  times: 'delta',
  together: false,
  inspector: false,
}

const oneOf =
  (...values: readonly unknown[]) =>
  (value: unknown) =>
    values.includes(value)
const yesOrNo = oneOf(true, false)

/** How this browser shows bytes. */
export function createHexSettings(memory?: Memory | null): HexSettingsStore {
  return createRemembered(
    'tcpscope-hex',
    DEFAULTS,
    {
      columns: oneOf(...HEX_COLUMNS),
      text: oneOf(...TEXT_ENCODINGS),
      offsets: oneOf('hex', 'decimal'),
      times: oneOf('delta', 'start'),
      together: yesOrNo,
      inspector: yesOrNo,
    },
    memory,
  )
}
