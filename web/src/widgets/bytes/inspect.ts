import { characterLength } from '../../base/textCells.ts'

/** What bytes mean when they are read in one way. */
export interface Value {
  readonly text: string
  /** Bytes that were read. */
  readonly size: number
}

/** A way to read bytes. null: there are too few, or they mean nothing in this way. */
export interface Reading {
  readonly name: string
  /** In little-endian order, or in the only order there is. */
  readonly le: Value | null
  /** In big-endian order; undefined: the order makes no difference, or there is only one. */
  readonly be?: Value | null
}

/** Bytes that readings need at most. */
export const INSPECT_BYTES = 32

type Read = (view: DataView, littleEndian: boolean) => string | null

const NUMBERS: readonly { readonly name: string; readonly size: number; readonly read: Read }[] = [
  { name: 'u16', size: 2, read: (view, le) => String(view.getUint16(0, le)) },
  { name: 'i16', size: 2, read: (view, le) => String(view.getInt16(0, le)) },
  { name: 'u32', size: 4, read: (view, le) => String(view.getUint32(0, le)) },
  { name: 'i32', size: 4, read: (view, le) => String(view.getInt32(0, le)) },
  { name: 'u64', size: 8, read: (view, le) => String(view.getBigUint64(0, le)) },
  { name: 'i64', size: 8, read: (view, le) => String(view.getBigInt64(0, le)) },
  { name: 'f16', size: 2, read: (view, le) => shortest(float16(view.getUint16(0, le)), toFloat16) },
  { name: 'f32', size: 4, read: (view, le) => shortest(view.getFloat32(0, le), Math.fround) },
  { name: 'f64', size: 8, read: (view, le) => shortest(view.getFloat64(0, le), (value) => value) },
  { name: 'unix s', size: 4, read: (view, le) => timeText(BigInt(view.getUint32(0, le)), 1_000n, 1n) },
  { name: 'unix s, 64', size: 8, read: (view, le) => timeText(view.getBigInt64(0, le), 1_000n, 1n) },
  { name: 'unix ms', size: 8, read: (view, le) => timeText(view.getBigInt64(0, le), 1n, 1n) },
  { name: 'unix µs', size: 8, read: (view, le) => timeText(view.getBigInt64(0, le), 1n, 1_000n) },
  { name: 'unix ns', size: 8, read: (view, le) => timeText(view.getBigInt64(0, le), 1n, 1_000_000n) },
]

/**
 * All that the bytes at a place may mean.
 * @param bytes from that place on, as many as are known; INSPECT_BYTES are enough
 */
export function inspect(bytes: Uint8Array): Reading[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const fixed = (size: number, read: () => string | null): Value | null => {
    const text = bytes.length >= size ? read() : null
    return text === null ? null : { text, size }
  }
  const varint = leb128(bytes)
  return [
    { name: 'u8', le: fixed(1, () => String(view.getUint8(0))) },
    { name: 'i8', le: fixed(1, () => String(view.getInt8(0))) },
    { name: 'bits', le: fixed(1, () => view.getUint8(0).toString(2).padStart(8, '0')) },
    ...NUMBERS.map(({ name, size, read }) => ({
      name,
      le: fixed(size, () => read(view, true)),
      be: fixed(size, () => read(view, false)),
    })),
    { name: 'varint', le: varint && { text: String(varint.unsigned), size: varint.size } },
    { name: 'signed LEB128', le: varint && { text: String(varint.signed), size: varint.size } },
    { name: 'zigzag', le: varint && { text: String(varint.zigzag), size: varint.size } },
    { name: 'UTF-8', le: utf8(bytes) },
    { name: 'UTF-16', le: utf16(view, true), be: utf16(view, false) },
    { name: 'IPv4', le: fixed(4, () => bytes.subarray(0, 4).join('.')) },
    { name: 'IPv6', le: fixed(16, () => ipv6(view)) },
  ]
}

/** The shortest digits that give the same number back, rounded as `round` does; -0 keeps its sign. */
function shortest(value: number, round: (value: number) => number): string {
  if (Object.is(value, -0)) return '-0'
  if (!Number.isFinite(value)) return String(value)
  for (let digits = 1; digits < 17; digits++) {
    const text = value.toPrecision(digits)
    if (round(Number(text)) === value) return String(Number(text))
  }
  return String(value)
}

/** IEEE 754 binary16: a sign, 5 bits of exponent, 10 of fraction. */
function float16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25)
}

/** The nearest binary16, ties to the even one. Larger than the largest stays what it is: it is no binary16. */
function toFloat16(value: number): number {
  const step = 2 ** Math.max(-24, Math.floor(Math.log2(Math.abs(value))) - 10)
  const steps = value / step
  const low = Math.floor(steps)
  const above = steps - low
  return (above > 0.5 || (above === 0.5 && low % 2 !== 0) ? low + 1 : low) * step
}

/** A moment as text, in UTC; null when it is none that a calendar knows. Milliseconds are `count * by / per`. */
function timeText(count: bigint, by: bigint, per: bigint): string | null {
  const ms = (count * by) / per
  if (ms > 8_640_000_000_000_000n || ms < -8_640_000_000_000_000n) return null
  return new Date(Number(ms)).toISOString().replace('T', ' ').replace('.000Z', 'Z')
}

/** Bytes of a number of up to 64 bits in LEB128, which is Protocol Buffers' varint. */
const MAX_LEB128 = 10

/** A number in groups of seven bits, lowest first; null when it does not end. */
function leb128(
  bytes: Uint8Array,
): { unsigned: bigint; signed: bigint; zigzag: bigint; size: number } | null {
  let bits = 0n
  for (let i = 0; i < Math.min(bytes.length, MAX_LEB128); i++) {
    const byte = bytes[i]!
    bits |= BigInt(byte & 0x7f) << BigInt(7 * i)
    if (byte & 0x80) continue
    const size = i + 1
    const unsigned = BigInt.asUintN(64, bits)
    const signed = BigInt.asIntN(64, BigInt.asIntN(7 * size, bits))
    return { unsigned, signed, zigzag: (unsigned >> 1n) ^ -(unsigned & 1n), size }
  }
  return null
}

function utf8(bytes: Uint8Array): Value | null {
  const size = characterLength(bytes, 0)
  if (size === 0) return null
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, size))
  return { text: characterText(text.codePointAt(0)!), size }
}

function utf16(view: DataView, littleEndian: boolean): Value | null {
  if (view.byteLength < 2) return null
  const unit = view.getUint16(0, littleEndian)
  if (unit < 0xd800 || unit > 0xdfff) return { text: characterText(unit), size: 2 }
  if (unit > 0xdbff || view.byteLength < 4) return null
  const second = view.getUint16(2, littleEndian)
  if (second < 0xdc00 || second > 0xdfff) return null
  return { text: characterText(0x10000 + ((unit - 0xd800) << 10) + (second - 0xdc00)), size: 4 }
}

function characterText(code: number): string {
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
  return `${visibleText(String.fromCodePoint(code))} ${name}`
}

/** The form that RFC 5952 asks for: an address in a URL is brought into it. */
function ipv6(view: DataView): string {
  const groups = Array.from({ length: 8 }, (_, i) => view.getUint16(2 * i).toString(16))
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1)
}

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\0': '\\0' }

/** Control, format and direction-changing characters in their escaped form: they must not act on the page. */
export function visibleText(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}\p{M}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0
    return ESCAPES[character] ?? `\\u{${code.toString(16)}}`
  })
}
