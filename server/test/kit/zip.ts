import { inflateRawSync } from 'node:zlib'

const END = 0x06054b50
const END_64 = 0x06064b50
const ENTRY = 0x02014b50

/** The files in a ZIP archive, by name, read through its central directory (APPNOTE 4.3). CRCs are checked. */
export function unzip(zip: Buffer): Map<string, Buffer> {
  let end = zip.length - 22
  while (end >= 0 && zip.readUInt32LE(end) !== END) end--
  if (end < 0) throw new Error('not a ZIP archive')
  let count = zip.readUInt16LE(end + 10)
  let at = zip.readUInt32LE(end + 16)
  if (count === 0xffff || at === 0xffffffff) {
    const end64 = Number(zip.readBigUInt64LE(end - 20 + 8))
    if (zip.readUInt32LE(end64) !== END_64) throw new Error('a broken ZIP64 archive')
    count = Number(zip.readBigUInt64LE(end64 + 32))
    at = Number(zip.readBigUInt64LE(end64 + 48))
  }
  const files = new Map<string, Buffer>()
  for (let i = 0; i < count; i++) {
    if (zip.readUInt32LE(at) !== ENTRY) throw new Error('a broken ZIP directory')
    const method = zip.readUInt16LE(at + 10)
    const crc = zip.readUInt32LE(at + 16)
    const nameLength = zip.readUInt16LE(at + 28)
    const extraLength = zip.readUInt16LE(at + 30)
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength)
    const extra = zip.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength)
    const wide = wideNumbers(zip, at, extra)
    const header = wide.offset
    const data = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28)
    const packed = zip.subarray(data, data + wide.packedSize)
    const bytes = method === 0 ? Buffer.from(packed) : inflateRawSync(packed)
    if (bytes.length !== wide.size || crc32(bytes) !== crc)
      throw new Error(`${name} is broken in the ZIP archive`)
    files.set(name, bytes)
    at += 46 + nameLength + extraLength + zip.readUInt16LE(at + 32)
  }
  return files
}

/** Sizes and place of an entry; what does not fit in 32 bits stands in the ZIP64 extra field (id 1). */
function wideNumbers(zip: Buffer, at: number, extra: Buffer) {
  const numbers = {
    size: zip.readUInt32LE(at + 24),
    packedSize: zip.readUInt32LE(at + 20),
    offset: zip.readUInt32LE(at + 42),
  }
  let from = 0
  while (from + 4 <= extra.length && extra.readUInt16LE(from) !== 1) from += 4 + extra.readUInt16LE(from + 2)
  from += 4
  for (const key of ['size', 'packedSize', 'offset'] as const) {
    if (numbers[key] !== 0xffffffff) continue
    numbers[key] = Number(extra.readBigUInt64LE(from))
    from += 8
  }
  return numbers
}

/** CRC-32 (IEEE 802.3), bit by bit over a table of 256. */
function crc32(bytes: Buffer): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (crc >>> 8) ^ TABLE[(crc ^ byte) & 0xff]!
  return (crc ^ 0xffffffff) >>> 0
}

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c
})
