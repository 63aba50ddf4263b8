/** Bytes of a row that speak of its place; the others are the same in all rows. */
const ROW = 16
const TAIL = Buffer.from(' is here')
const TWO_32 = 0x1_0000_0000

/**
 * Bytes of a stream whose every row of 16 says where it is: eight bytes of its offset (big endian), then eight
 * constant ones. A byte that is missing, repeated or out of place shows wherever one looks.
 * @param offset of the first byte in the stream
 */
export function numberedRows(offset: number, length: number): Buffer {
  const first = offset - (offset % ROW)
  const rows = Math.ceil((offset + length - first) / ROW)
  const bytes = Buffer.allocUnsafe(rows * ROW)
  fillRows(bytes, first)
  return bytes.subarray(offset - first, offset - first + length)
}

/** Fills whole rows in place, for senders that make hundreds of megabytes a second. */
export function fillRows(into: Buffer, offset: number): void {
  for (let at = 0; at < into.length; at += ROW) {
    into.writeUInt32BE(Math.floor((offset + at) / TWO_32), at)
    into.writeUInt32BE((offset + at) % TWO_32, at + 4)
    into.set(TAIL, at + 8)
  }
}
