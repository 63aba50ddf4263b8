import type { ByteRange } from '@tcpscope/shared/base'
import { describe, expect, it } from 'vitest'
import { COPY_FORMS, copyText, showsGaps, type CopySource } from './copyText.ts'

function source(bytes: Uint8Array, start = 0, gaps: readonly ByteRange[] = []): CopySource {
  return { bytes, start, gaps, encoding: 'ascii', about: 'a test' }
}

describe('copying', () => {
  const bytes = new TextEncoder().encode('ABCDEFGHIJKLMNOPQRST')
  const abc = bytes.subarray(0, 3)

  it('[CPY1] a dump has the offsets of the stream and a line of the hex log a row', () => {
    expect(copyText('dump', source(bytes, 0x20))).toBe(
      '00000020  41 42 43 44 45 46 47 48  49 4a 4b 4c 4d 4e 4f 50  |ABCDEFGHIJKLMNOP|\n' +
        `${'00000030  51 52 53 54'.padEnd(60)}|QRST|\n`,
    )
    expect(copyText('hex', source(abc))).toBe('414243')
    expect(copyText('text', source(abc))).toBe('ABC')
  })

  it('[CPY2] bytes that were not captured are not copied as zeros', () => {
    const gaps = [{ start: 101, end: 102 }]
    expect(copyText('hex', source(abc, 100, gaps))).toBe('41--43')
    expect(copyText('text', source(abc, 100, gaps))).toBe('AC')
    expect(copyText('dump', source(abc, 100, gaps))).toContain('41 -- 43')
  })

  it('[CPY3] forms that cannot say that bytes are missing are refused for a gap, in words', () => {
    const gaps = [{ start: 101, end: 102 }]
    for (const form of COPY_FORMS.map((each) => each.form).filter((form) => !showsGaps(form))) {
      expect(() => copyText(form, source(abc, 100, gaps))).toThrow(/capture gap/)
      expect(copyText(form, source(abc, 200, gaps))).not.toBe('')
    }
  })

  it('[CPY4] base64 of any length and text in the encoding that is shown', () => {
    for (const length of [1, 2, 3, 0x8000, 0x8001, 100_000]) {
      const some = Uint8Array.from({ length }, (_, i) => (i * 31) & 0xff)
      expect(copyText('base64', source(some))).toBe(Buffer.from(some).toString('base64'))
    }
    const hello = Uint8Array.of(0xc8, 0x85, 0x93, 0x93, 0x96)
    expect(copyText('text', { ...source(hello), encoding: 'ebcdic' })).toBe('Hello')
    expect(copyText('text', { ...source(Uint8Array.of(0xe9)), encoding: 'latin-1' })).toBe('é')
  })
})
