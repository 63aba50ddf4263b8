import { assert } from '../base/index.ts'
import { RECORD_SIZE } from './frameRecord.ts'
import type { SessionFacts } from './facts.ts'

/**
 * Header of a frame index, little endian, so that a session's folder explains itself without the catalog:
 *
 *      0  4 bytes  "TSFI"
 *      4  u16      version, 1
 *      6  u16      record size, 64
 *      8  u32      header size in bytes, a multiple of 64: the records begin there
 *     12  u32      length of the facts in bytes
 *     16           the session's facts, JSON, UTF-8; then zeros
 */
export const INDEX_VERSION = 1
/** Enough to read the header's size and the facts' length. */
export const INDEX_PREFIX = 16
const MAGIC = 0x49465354 // "TSFI" read as a little-endian u32

/** The header of a new frame index. */
export function encodeIndexHeader(facts: SessionFacts): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(facts))
  const size = Math.ceil((INDEX_PREFIX + json.length) / 64) * 64
  const bytes = new Uint8Array(size)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, MAGIC, true)
  view.setUint16(4, INDEX_VERSION, true)
  view.setUint16(6, RECORD_SIZE, true)
  view.setUint32(8, size, true)
  view.setUint32(12, json.length, true)
  bytes.set(json, INDEX_PREFIX)
  return bytes
}

/**
 * Bytes before the first record, read from the first INDEX_PREFIX bytes of the file.
 * @throws Error when these are not the start of a frame index of a version we know
 */
export function indexHeaderSize(prefix: Uint8Array): number {
  assert(prefix.byteLength >= INDEX_PREFIX, 'the frame index is shorter than its header')
  const view = new DataView(prefix.buffer, prefix.byteOffset, prefix.byteLength)
  assert(view.getUint32(0, true) === MAGIC, 'not a frame index')
  assert(view.getUint16(4, true) === INDEX_VERSION, 'a frame index of an unknown version')
  assert(view.getUint16(6, true) === RECORD_SIZE, 'a frame index with another record size')
  const size = view.getUint32(8, true)
  assert(size >= INDEX_PREFIX && size % 64 === 0 && size <= 65_536, 'a frame index with a broken header')
  return size
}

/** The facts in a whole header. @throws Error when the header is broken */
export function decodeIndexHeader(header: Uint8Array): SessionFacts {
  const size = indexHeaderSize(header)
  assert(header.byteLength >= size, 'the frame index is shorter than its header')
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength)
  const length = view.getUint32(12, true)
  assert(length <= size - INDEX_PREFIX, 'a frame index with a broken header')
  return JSON.parse(
    new TextDecoder().decode(header.subarray(INDEX_PREFIX, INDEX_PREFIX + length)),
  ) as SessionFacts
}
