/** A number that bytes make in little- and in big-endian order; null: there are too few bytes. */
export interface Reading {
  readonly name: string
  readonly le: string | null
  readonly be: string | null
}

export interface Inspection {
  readonly u8: string | null
  readonly i8: string | null
  readonly numbers: readonly Reading[]
  /** The bytes as UTF-8, what cannot be shown escaped. */
  readonly text: string
}

/** Bytes of a selection that are shown as text, at most. */
export const INSPECT_TEXT = 32

type Read = (view: DataView, littleEndian: boolean) => number | bigint

const READERS: readonly { readonly name: string; readonly size: number; readonly read: Read }[] = [
  { name: 'u16', size: 2, read: (view, le) => view.getUint16(0, le) },
  { name: 'i16', size: 2, read: (view, le) => view.getInt16(0, le) },
  { name: 'u32', size: 4, read: (view, le) => view.getUint32(0, le) },
  { name: 'i32', size: 4, read: (view, le) => view.getInt32(0, le) },
  { name: 'u64', size: 8, read: (view, le) => view.getBigUint64(0, le) },
  { name: 'f32', size: 4, read: (view, le) => view.getFloat32(0, le) },
  { name: 'f64', size: 8, read: (view, le) => view.getFloat64(0, le) },
]

/**
 * What the bytes at the cursor mean as numbers and as text.
 * @param bytes from the first selected byte on, as many as are known (8 are enough for the numbers)
 * @param selected bytes of the selection; one: the cursor, and the text goes on behind it
 */
export function inspect(bytes: Uint8Array, selected: number): Inspection {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const has = (size: number) => bytes.byteLength >= size
  const shown = bytes.subarray(0, Math.min(INSPECT_TEXT, selected > 1 ? selected : INSPECT_TEXT))
  return {
    u8: has(1) ? String(view.getUint8(0)) : null,
    i8: has(1) ? String(view.getInt8(0)) : null,
    numbers: READERS.map(({ name, size, read }) => ({
      name,
      le: has(size) ? numberText(read(view, true)) : null,
      be: has(size) ? numberText(read(view, false)) : null,
    })),
    text: visibleText(new TextDecoder().decode(shown)),
  }
}

function numberText(value: number | bigint): string {
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return String(value)
  return Number.isFinite(value) ? Number(value.toPrecision(7)).toString() : String(value)
}

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\0': '\\0' }

/** Control, format and direction-changing characters in their escaped form: they must not act on the page. */
function visibleText(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0
    return ESCAPES[character] ?? `\\u{${code.toString(16)}}`
  })
}
