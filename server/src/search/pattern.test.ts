import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PatternError, type PatternText } from '../core/searchPort.ts'
import { matcherOf } from './matcher.ts'
import { readPattern } from './pattern.ts'

async function first(kind: PatternText['kind'], source: string, text: string | Buffer, ignoreCase = false) {
  const matcher = matcherOf(await readPattern({ kind, source, ignoreCase }))
  return matcher.open(Buffer.from(text as string))(0)
}

async function refusal(kind: PatternText['kind'], source: string): Promise<PatternError> {
  const error = await readPattern({ kind, source, ignoreCase: false }).catch((error: unknown) => error)
  expect(error).toBeInstanceOf(PatternError)
  return error as PatternError
}

describe('patterns', () => {
  it('[SEARCH6] text is its UTF-8 bytes, and nothing in it is a sign', async () => {
    expect(await first('text', 'é.*', 'xé.*')).toEqual({ start: 1, length: 4 })
    expect(await first('text', 'é.*', 'xé..')).toBeUndefined()
    expect(await first('text', 'pass', 'PASS')).toBeUndefined()
  })

  it.each([
    ['PASS', 'xxpAsS', 2, 4],
    ['.a*', 'b.A*', 1, 3],
    ['é', 'É', 0, 2],
    ['Я1', 'xя1', 1, 3],
    ['ς', 'Σ', 0, 2],
    ['K', 'k', 0, 1], // the Kelvin sign is longer than the letter
    ['42', '42', 0, 2],
  ])('[SEARCH6] ignoring case %j is found in %j', async (source, text, start, length) => {
    expect(await first('text', source, text, true)).toEqual({ start, length })
  })

  it('[SEARCH6] ignoring case a text finds each text that differs in case', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
        fc.boolean(),
        async (source, upper) => {
          // Letters whose other case is more than one are their own.
          const other = Array.from(source, (char) => {
            const form = upper ? char.toUpperCase() : char.toLowerCase()
            return Array.from(form).length === 1 ? form : char
          })
          expect(await first('text', source, other.join(''), true)).toMatchObject({ start: 0 })
        },
      ),
      { seed: 20_262, numRuns: 1000 },
    )
  })

  it('[SEARCH7] hex: white space and colons between bytes, one digit may be open', async () => {
    expect(await first('hex', 'DE:ad ??\n4?', Buffer.from('00dead994f', 'hex'))).toEqual({
      start: 1,
      length: 4,
    })
    expect(await first('hex', 'dead??4?', Buffer.from('00dead995f', 'hex'))).toBeUndefined()
    expect(await first('hex', '?f', Buffer.from('f0ff', 'hex'))).toEqual({ start: 1, length: 1 })
  })

  it.each([
    ['hex', 'de a', 4, 'missing'],
    ['hex', 'd e', 1, 'missing'],
    ['hex', 'de zz', 3, '“z”'],
    ['hex', '0x41', 1, '“x”'],
    ['hex', 'de 😀', 3, '“😀”'],
    ['hex', '?? ??', 0, 'everything'],
    ['hex', ' : ', 0, 'everything'],
    ['regexp', '(a', 2, 'Unterminated group'],
    ['regexp', 'a)b', 1, "Unmatched ')'"],
    ['regexp', 'ab**', 4, 'Nothing to repeat'],
    ['regexp', '[b-a]x', 4, 'Range out of order'],
    ['regexp', 'x{3,1}', 6, 'numbers out of order'],
    ['regexp', 'ab\\', 2, 'end of pattern'],
    ['regexp', 'naïve', 2, '\\xc3\\xaf'],
    ['regexp', 'a€', 1, '\\xe2\\x82\\xac'],
  ] as const)('[SEARCH8] %s %j is refused at %i: %s', async (kind, source, at, words) => {
    const error = await refusal(kind, source)
    expect(error.at).toBe(at)
    expect(error.message).toContain(words)
    expect(error.message).toMatch(/^[A-Z“].*\.$/s)
  })

  it('[SEARCH8] any text is read or refused, with a place in it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('text' as const, 'hex' as const, 'regexp' as const),
        fc.oneof(
          fc.string({ minLength: 1 }),
          fc.string({ unit: fc.constantFrom(...Array.from('(?<=a>)[]{1,}|\\bk*+^$-:')), minLength: 1 }),
        ),
        async (kind, source) => {
          const error = await readPattern({ kind, source, ignoreCase: true }).then(
            () => null,
            (error: unknown) => error,
          )
          if (error === null) return
          expect(error).toBeInstanceOf(PatternError)
          const { at } = error as PatternError
          expect(at).toBeGreaterThanOrEqual(0)
          expect(at).toBeLessThanOrEqual(source.length)
        },
      ),
      { seed: 20_263, numRuns: 3000 },
    )
  })
})
