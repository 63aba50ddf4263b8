import { HEX_COLUMNS, type HexSettings } from '../base/hexSettings.ts'
import { TEXT_ENCODINGS } from '../base/textCells.ts'
import { createRemembered, type Memory, type RememberedStore } from './remembered.ts'

/** Remembered by the browser. */
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
