import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matcherOf } from './matcher.ts'
import { type Pattern, readPattern } from './pattern.ts'
import { scan, windowSize } from './scan.ts'

interface Found {
  readonly start: number
  readonly end: number
}

/** What `scan` finds in bytes that are read in blocks of so many. */
function found(pattern: Pattern, bytes: Buffer, block: number, from = 0, start = 0): Found[] {
  const matcher = matcherOf(pattern)
  const window = Buffer.alloc(windowSize(matcher, block))
  const read = (into: Uint8Array, offset: number) => bytes.copy(into, 0, offset, offset + into.length)
  const matches: Found[] = []
  let until = 0
  for (const step of scan(matcher, window, read, { start, end: bytes.length }, from)) {
    if ('match' in step) {
      // What was said to be searched is never told about again.
      expect(step.match.start).toBeGreaterThanOrEqual(until)
      matches.push(step.match)
    } else {
      expect(step.until).toBeGreaterThanOrEqual(matches.at(-1)?.end ?? 0)
      until = step.until
    }
  }
  expect(until).toBe(from < bytes.length ? bytes.length : 0)
  return matches
}

/** The definition: from the left, the first place where the bytes fit, and on behind it. */
function fitting(bytes: Buffer, from: number, fits: (at: number) => number): Found[] {
  const matches: Found[] = []
  for (let at = from; at < bytes.length;) {
    const length = fits(at)
    if (length > 0) matches.push({ start: at, end: at + length })
    at += Math.max(1, length)
  }
  return matches
}

/** The definition of a regular expression: the engine, over everything at once. */
function expressed(source: string, flags: string, bytes: Buffer, from: number): Found[] {
  const sticky = new RegExp(source, flags.replace('g', 'y'))
  const text = bytes.toString('latin1')
  return fitting(bytes, from, (at) => {
    sticky.lastIndex = at
    return sticky.exec(text)?.[0].length ?? 0
  })
}

const narrow = (source: string): Pattern => ({ kind: 'regexp', source, flags: 'g', longest: 3, behind: 3 })

/** Few different bytes, so that much matches, overlaps and nearly matches. */
const few = (most: number) =>
  fc
    .array(fc.constantFrom(0x61, 0x62, 0x41, 0x0a), { maxLength: most, size: 'max' })
    .map((list) => Buffer.from(list))
const block = fc.integer({ min: 1, max: 20 })
const runs = { seed: 20_261, numRuns: 3000 }

describe('scan', () => {
  it('[SEARCH1] bytes are found where they are, once, in order, however they are read', () => {
    fc.assert(
      fc.property(few(60), few(6), block, fc.nat(70), (bytes, needle, block, from) => {
        fc.pre(needle.length > 0)
        const wanted = fitting(bytes, from, (at) =>
          bytes.subarray(at, at + needle.length).equals(needle) ? needle.length : 0,
        )
        expect(found({ kind: 'bytes', bytes: needle }, bytes, block, from)).toEqual(wanted)
      }),
      runs,
    )
  })

  it('[SEARCH2] hex digits with wildcards fit byte by byte, digit by digit', async () => {
    const digit = fc.constantFrom('?', '?', '4', '6', '1', '0', 'a')
    await fc.assert(
      fc.asyncProperty(
        few(60),
        fc.array(fc.tuple(digit, digit), { minLength: 1, maxLength: 5 }),
        block,
        async (bytes, digits, block) => {
          fc.pre(digits.flat().some((one) => one !== '?'))
          const source = digits.map((pair) => pair.join('')).join(' ')
          const pattern = await readPattern({ kind: 'hex', source, ignoreCase: false })
          const wanted = fitting(bytes, 0, (at) => {
            const here = bytes.toString('hex', at, at + digits.length)
            const fits =
              here.length === digits.length * 2 &&
              digits.flat().every((one, i) => one === '?' || one === here[i])
            return fits ? digits.length : 0
          })
          expect(found(pattern, bytes, block)).toEqual(wanted)
        },
      ),
      runs,
    )
  })

  it('[SEARCH3] a regular expression finds what the engine finds in all bytes at once', () => {
    // None of them looks further than 6 bytes ahead or 3 behind.
    const sources = [
      'a.b',
      'a{1,3}b',
      '\\bab?',
      '(?<=ab)a',
      '(?<!b\\n)A+?b',
      '^a',
      'b$',
      '^$|a',
      '(?!ab)a.',
      'a|ab|aba',
      'b?',
      '[^a]{2,4}',
      '(a|b)\\1',
      'a(?=b.{0,3}a)',
      '[^\\n]{6}$',
      '[^\\n]{5}a\\b',
      '(?:)',
    ]
    fc.assert(
      fc.property(
        few(60),
        fc.constantFrom(...sources),
        fc.constantFrom('gm', 'gim', 'g'),
        block,
        fc.nat(30),
        (bytes, source, flags, block, from) => {
          const pattern: Pattern = { kind: 'regexp', source, flags, longest: 6, behind: 3 }
          expect(found(pattern, bytes, block, from)).toEqual(expressed(source, flags, bytes, from))
        },
      ),
      runs,
    )
  })

  it('[SEARCH3] a match of 64 KiB is found whole wherever a window ends', async () => {
    const pattern = await readPattern({ kind: 'regexp', source: '<[^>]*>', ignoreCase: false })
    const bytes = Buffer.alloc(300_000, '.')
    const starts = [0, 65_536, 131_100, 200_000]
    for (const start of starts) bytes.write(`<${'x'.repeat(65_534)}>`, start, 'latin1')
    for (const block of [1000, 65_535, 65_536, 65_537]) {
      expect(found(pattern, bytes, block)).toEqual(starts.map((start) => ({ start, end: start + 65_536 })))
    }
  })

  it('[SEARCH4] nothing before the run is seen, neither bytes nor a beginning that is none', () => {
    const bytes = Buffer.from('aab\nab')
    expect(found(narrow('^a'), bytes, 2, 1, 1)).toEqual([{ start: 1, end: 2 }])
    expect(found(narrow('^a'), bytes, 2, 1, 0)).toEqual([])
    expect(found(narrow('(?<=a)a'), bytes, 2, 1, 1)).toEqual([])
    expect(found(narrow('(?<=a)a'), bytes, 2, 1, 0)).toEqual([{ start: 1, end: 2 }])
  })

  it('[SEARCH5] a recording that ends earlier than it said ends the scan', () => {
    const bytes = Buffer.from('abcab')
    const matcher = matcherOf({ kind: 'bytes', bytes: Buffer.from('ab') })
    const read = (into: Uint8Array, offset: number) => bytes.copy(into, 0, offset, offset + into.length)
    const steps = [...scan(matcher, Buffer.alloc(4), read, { start: 0, end: 1e9 }, 0)]
    expect(steps.filter((step) => 'match' in step)).toHaveLength(2)
    expect(steps.at(-1)).toEqual({ until: 5 })
  })
})
