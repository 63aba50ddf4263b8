import { readFileSync } from 'node:fs'
import wabt from 'wabt'
import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { dump } from '@tcpscope/shared/hex'
import { DUMP_SLICE, HexEncoder } from './hexEncoder.ts'
import { HEXDUMP_WASM } from './hexdumpWasm.ts'

describe('the hex encoder', () => {
  it('[ENC1] the assembled module is hexdump.wat', async () => {
    const source = readFileSync(new URL('hexdump.wat', import.meta.url), 'utf8')
    const module = (await wabt()).parseWat('hexdump.wat', source, { simd: true })
    expect(Buffer.from(module.toBinary({}).buffer).toString('base64')).toBe(HEXDUMP_WASM)
  })

  it('[ENC2] any bytes anywhere in a window give the text of the shared definition', () => {
    const encoder = new HexEncoder()
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 700 }),
        fc.integer({ min: 0, max: 5000 }),
        fc.integer({ min: 0, max: 5000 }),
        (bytes, from, at) => {
          const window = encoder.windows.downstream.subarray(from, from + bytes.length)
          window.set(bytes)
          const end = encoder.dump(window, bytes.length, at, 0)
          expect(Buffer.from(encoder.text.subarray(at, end)).toString('latin1')).toBe(dump(bytes))
        },
      ),
    )
  })

  it('[ENC3] a dump in slices is the dump of the whole, offsets past 64 KiB included', () => {
    const encoder = new HexEncoder()
    const bytes = new Uint8Array(DUMP_SLICE + 1000).map((_, i) => (i * 11) >> 3)
    encoder.windows.upstream.set(bytes)
    const window = encoder.windows.upstream
    const first = encoder.dump(window, DUMP_SLICE, 0, 0)
    const end = encoder.dump(window.subarray(DUMP_SLICE), 1000, first, DUMP_SLICE)
    expect(Buffer.from(encoder.text.subarray(0, end)).toString('latin1') === dump(bytes)).toBe(true)
  })
})
