import { type Direction, directionCode, directionOf } from '../base/index.ts'

/**
 * Binary messages of the live socket, little endian:
 *
 *      0  u8   kind       1 bytes, 2 records
 *      1  u8   direction  of bytes: 0 upstream, 1 downstream; of records: 0
 *      2  u16  0
 *      4  u32  channel    the subscription
 *      8  u64  position   of bytes: stream offset of the first; of records: place in the frame index
 *     16       payload    of bytes: as recorded; of records: raw 64-byte index records (capture/frameRecord.ts)
 *
 * Payloads may leave gaps (a slow tab): what is missing can be read by range. Records may come again with
 * times filled in that were not known before.
 */
export const BINARY_HEADER = 16

export type BinaryMessage =
  | { kind: 'bytes'; channel: number; direction: Direction; offset: number; payload: Uint8Array }
  | { kind: 'records'; channel: number; from: number; payload: Uint8Array }

const TWO_32 = 0x1_0000_0000

export function encodeBinary(message: BinaryMessage): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(BINARY_HEADER + message.payload.byteLength)
  const view = new DataView(bytes.buffer)
  const position = message.kind === 'bytes' ? message.offset : message.from
  view.setUint8(0, message.kind === 'bytes' ? 1 : 2)
  view.setUint8(1, message.kind === 'bytes' ? directionCode(message.direction) : 0)
  view.setUint32(4, message.channel, true)
  view.setUint32(8, position >>> 0, true)
  view.setUint32(12, Math.floor(position / TWO_32), true)
  bytes.set(message.payload, BINARY_HEADER)
  return bytes
}

/** Undefined when the bytes are not such a message. The payload is a view, not a copy. */
export function decodeBinary(bytes: Uint8Array): BinaryMessage | undefined {
  if (bytes.byteLength < BINARY_HEADER) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const kind = view.getUint8(0)
  const channel = view.getUint32(4, true)
  const position = view.getUint32(12, true) * TWO_32 + view.getUint32(8, true)
  const payload = bytes.subarray(BINARY_HEADER)
  if (kind === 1) {
    return { kind: 'bytes', channel, direction: directionOf(view.getUint8(1)), offset: position, payload }
  }
  if (kind === 2) return { kind: 'records', channel, from: position, payload }
  return undefined
}
