import { type Direction, type Nanos, directionCode, directionOf, nanos } from '../base/index.ts'

/**
 * Frame index: after the header (see indexHeader.ts) come records of 64 bytes, little endian, in the order in
 * which the relay saw the events. A record is a frame (the bytes of one read) or a mark (an instant in the
 * connection's life, or a gap in the capture). Times are nanoseconds since the session's start; 0: not known.
 *
 *      0  u8   kind         1 frame, 2 mark
 *      1  u8   direction    0 client to target, 1 target to client; of a mark: the direction its side sends in
 *      2  u8   code         of a mark: which (MARK_CODES); of a frame: 1 when the peer's socket took it at once
 *      3  u8   detail       of a `closed` mark: close cause * 4 + closer; of a frame: see frameDetail.ts; else 0
 *      4  u32  length       bytes (of a gap: the bytes that are missing)
 *      8  u32  number       frames before this one in this direction
 *     12  u32  otherNumber  frames before this one in the other direction
 *     16  u64  offset       stream offset of the first byte
 *     24  u64  otherOffset  bytes before this one in the other direction
 *     32  u64  readNs       when the bytes were read (of a mark: when it happened)
 *     40  u64  takenNs      when the peer's socket had taken all of them
 *     48  u64  loggedNs     when they were in the binary log
 *     56  u64  textNs       when their text (of a mark: its line) was in the hex log
 *
 * offset + otherOffset, number + otherNumber, readNs and loggedNs never fall from record to record; takenNs
 * never falls within a direction: so all of them can be searched by halving.
 */
export const RECORD_SIZE = 64
/** The longest frame and gap one record can hold, bytes; a longer gap takes several records. */
export const MAX_RECORD_LENGTH = 0xffff_ffff

/** Byte positions inside a record of the fields that are filled in later. */
const RECORD_READ_AT = 32
export const RECORD_TAKEN_AT = 40
export const RECORD_LOGGED_AT = 48
export const RECORD_TEXT_AT = 56

export const MARK_CODES = [
  'none',
  'connected', // the target answered
  'ended', // the side of this direction sent FIN: a half-close if the other direction lives
  'reset', // the side of this direction sent RST
  'timeout', // the side of this direction did not answer in time
  'gap', // offset and length: bytes of this direction that are not in the capture
  'closed', // both sockets are gone; detail: cause and closer
] as const

export type MarkCode = Exclude<(typeof MARK_CODES)[number], 'none'>

export interface Frame {
  readonly kind: 'frame'
  readonly direction: Direction
  /** The peer's socket took it within the turn in which it was read: no other event lies between the two. */
  readonly atOnce: boolean
  /** What else the relay knows of it: see frameDetail.ts. */
  readonly detail: number
  readonly length: number
  readonly number: number
  readonly otherNumber: number
  readonly offset: number
  readonly otherOffset: number
  readonly readNs: Nanos
  readonly takenNs: Nanos
  readonly loggedNs: Nanos
  readonly textNs: Nanos
}

export interface Mark {
  readonly kind: 'mark'
  readonly direction: Direction
  readonly code: MarkCode
  readonly detail: number
  readonly length: number
  readonly number: number
  readonly otherNumber: number
  readonly offset: number
  readonly otherOffset: number
  readonly readNs: Nanos
}

export type IndexRecord = Frame | Mark

const TWO_32 = 0x1_0000_0000

function putU64(view: DataView, at: number, value: number): void {
  view.setUint32(at, value >>> 0, true)
  view.setUint32(at + 4, Math.floor(value / TWO_32), true)
}

function getU64(view: DataView, at: number): number {
  return view.getUint32(at + 4, true) * TWO_32 + view.getUint32(at, true)
}

/** Writes one record at byte `at`. Numbers must be integers 0..2^53-1 (length and numbers 0..2^32-1). */
export function encodeRecord(view: DataView, at: number, record: IndexRecord): void {
  const frame = record.kind === 'frame'
  view.setUint8(at, frame ? 1 : 2)
  view.setUint8(at + 1, directionCode(record.direction))
  view.setUint8(at + 2, frame ? Number(record.atOnce) : MARK_CODES.indexOf(record.code))
  view.setUint8(at + 3, record.detail)
  view.setUint32(at + 4, record.length, true)
  view.setUint32(at + 8, record.number, true)
  view.setUint32(at + 12, record.otherNumber, true)
  putU64(view, at + 16, record.offset)
  putU64(view, at + 24, record.otherOffset)
  putU64(view, at + 32, record.readNs)
  putU64(view, at + 40, frame ? record.takenNs : 0)
  putU64(view, at + 48, frame ? record.loggedNs : record.readNs)
  putU64(view, at + 56, frame ? record.textNs : 0)
}

/** Reads the record at byte `at`; undefined when its kind or code is not one we know. */
export function decodeRecord(view: DataView, at: number): IndexRecord | undefined {
  switch (view.getUint8(at)) {
    case 1:
      return decodeFrame(view, at)
    case 2:
      return decodeMark(view, at)
    default:
      return undefined
  }
}

/** Field by field: millions are read, and a spread costs as much as the rest. */
function decodeFrame(view: DataView, at: number): Frame {
  return {
    kind: 'frame',
    direction: directionOf(view.getUint8(at + 1)),
    atOnce: view.getUint8(at + 2) === 1,
    detail: view.getUint8(at + 3),
    length: view.getUint32(at + 4, true),
    number: view.getUint32(at + 8, true),
    otherNumber: view.getUint32(at + 12, true),
    offset: getU64(view, at + 16),
    otherOffset: getU64(view, at + 24),
    readNs: readTimeAt(view, at),
    takenNs: takenTimeAt(view, at),
    loggedNs: nanos(getU64(view, at + RECORD_LOGGED_AT)),
    textNs: textTimeAt(view, at),
  }
}

/** What a mark has it has in the places of a frame; marks are few. */
function decodeMark(view: DataView, at: number): Mark | undefined {
  const code = MARK_CODES[view.getUint8(at + 2)]
  if (code === undefined || code === 'none') return undefined
  const { direction, detail, length, number, otherNumber, offset, otherOffset, readNs } = decodeFrame(
    view,
    at,
  )
  return { kind: 'mark', direction, code, detail, length, number, otherNumber, offset, otherOffset, readNs }
}

/** All whole records of a block of raw index bytes (a torn last one is left out, unknown ones skipped). */
export function decodeRecords(bytes: Uint8Array): IndexRecord[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const records: IndexRecord[] = []
  for (let at = 0; at + RECORD_SIZE <= bytes.byteLength; at += RECORD_SIZE) {
    const record = decodeRecord(view, at)
    if (record) records.push(record)
  }
  return records
}

/** Writes a later-known time (RECORD_TAKEN_AT, …) into the record at byte `at`. */
export function patchTime(view: DataView, at: number, field: number, time: Nanos): void {
  putU64(view, at + field, time)
}

/** The readNs of the record at byte `at`. */
export function readTimeAt(view: DataView, at: number): Nanos {
  return nanos(getU64(view, at + RECORD_READ_AT))
}

/** The takenNs of the frame at byte `at`. */
export function takenTimeAt(view: DataView, at: number): Nanos {
  return nanos(getU64(view, at + RECORD_TAKEN_AT))
}

/** The textNs of the record at byte `at`, of a mark too: a `closed` mark that has one ends a complete hex log. */
export function textTimeAt(view: DataView, at: number): Nanos {
  return nanos(getU64(view, at + RECORD_TEXT_AT))
}
