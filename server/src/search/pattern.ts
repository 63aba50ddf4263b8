import { PatternError, type PatternText } from '../core/searchPort.ts'

/** The longest match of a person's regular expression that is certainly found, and found whole, bytes. */
export const LONGEST = 64 * 1024
/** How far a lookbehind (and `\b`) sees, bytes. */
export const BEHIND = 4 * 1024

/** What is looked for, ready for a matcher; plain data, so that it can go to another thread. */
export type Pattern =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | {
      readonly kind: 'regexp'
      /** Over the bytes as Latin-1 characters. */
      readonly source: string
      readonly flags: string
      /** Bytes of the longest match, and how far it looks back. */
      readonly longest: number
      readonly behind: number
      /** Bytes that are in every match: where they are not, nothing need be tried. */
      readonly contains?: Uint8Array
    }

/** @throws PatternError with the place of what is wrong */
export async function readPattern({ kind, source, ignoreCase }: PatternText): Promise<Pattern> {
  switch (kind) {
    case 'text':
      return readText(source, ignoreCase)
    case 'hex':
      return readHex(source)
    case 'regexp':
      return readRegExp(source, ignoreCase)
  }
}

function readText(source: string, ignoreCase: boolean): Pattern {
  const letters = Array.from(source, (char) => (ignoreCase ? caseForms(char) : [char]))
  if (letters.every((forms) => forms.length === 1)) return { kind: 'bytes', bytes: Buffer.from(source) }
  const encoded = letters.map((forms) => forms.map((form) => [...Buffer.from(form)]))
  return {
    kind: 'regexp',
    source: encoded.map(oneOfForms).join(''),
    flags: 'g',
    longest: encoded.reduce((sum, forms) => sum + Math.max(...forms.map((bytes) => bytes.length)), 0),
    behind: 0,
  }
}

/** A letter and its other cases (Unicode, one letter for one: é É, я Я, σ ς Σ; not ß SS). */
function caseForms(char: string): string[] {
  const lower = char.toLowerCase()
  const upper = char.toUpperCase()
  const forms = [char, lower, upper, upper.toLowerCase(), lower.toUpperCase()]
  return [...new Set(forms)].filter((form) => Array.from(form).length === 1)
}

function oneOfForms(forms: readonly number[][]): string {
  const words = forms.map((bytes) => bytes.map(escaped).join(''))
  return words.length === 1 ? words[0]! : `(?:${words.join('|')})`
}

function escaped(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`
}

/** Bytes as two hex digits each, `?` for any digit; white space and `:` may stand between bytes. */
function readHex(source: string): Pattern {
  const bytes: { value: number; mask: number }[] = []
  for (let at = 0; at < source.length;) {
    if (/[\s:]/.test(source[at]!)) {
      at++
      continue
    }
    const high = digit(source, at)
    const low = digit(source, at + 1)
    bytes.push({ value: high.value * 16 + low.value, mask: high.mask * 16 + low.mask })
    at += 2
  }
  if (bytes.every(({ mask }) => mask === 0)) {
    throw new PatternError('There must be a digit that is not “?”: this matches everything.', 0)
  }
  if (bytes.every(({ mask }) => mask === 0xff)) {
    return { kind: 'bytes', bytes: Uint8Array.from(bytes, ({ value }) => value) }
  }
  const words = bytes.map(({ value, mask }) => oneOfBytes(value, mask))
  const contains = longestLiteral(bytes)
  return { kind: 'regexp', source: words.join(''), flags: 'g', longest: bytes.length, behind: 0, contains }
}

/** The longest run of bytes without an open digit; may be empty. */
function longestLiteral(bytes: readonly { value: number; mask: number }[]): Uint8Array {
  let longest: number[] = []
  let run: number[] = []
  for (const { value, mask } of bytes) {
    run = mask === 0xff ? [...run, value] : []
    if (run.length > longest.length) longest = run
  }
  return Uint8Array.from(longest)
}

function digit(source: string, at: number): { value: number; mask: number } {
  const char = source[at]
  if (char === '?') return { value: 0, mask: 0 }
  if (char === undefined || /[\s:]/.test(char)) {
    throw new PatternError('A byte has two digits; the second one is missing here.', at)
  }
  if (!/[0-9a-f]/i.test(char)) {
    const shown = String.fromCodePoint(source.codePointAt(at)!)
    throw new PatternError(`“${shown}” is no hex digit (0 to 9, a to f, or ? for any).`, at)
  }
  return { value: Number.parseInt(char, 16), mask: 15 }
}

function oneOfBytes(value: number, mask: number): string {
  if (mask === 0xff) return escaped(value)
  if (mask === 0) return '[^]'
  const all = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => (byte & mask) === value)
  return `[${all.map(escaped).join('')}]`
}

async function readRegExp(source: string, ignoreCase: boolean): Promise<Pattern> {
  for (let at = 0; at < source.length; at++) {
    if (source.charCodeAt(at) < 0x80) continue
    const shown = String.fromCodePoint(source.codePointAt(at)!)
    const bytes = [...Buffer.from(shown)].map(escaped).join('')
    throw new PatternError(
      `A regular expression sees bytes, and “${shown}” is none. In UTF-8 it is ${bytes}.`,
      at,
    )
  }
  const flags = ignoreCase ? 'gim' : 'gm'
  try {
    // Only to be told of mistakes: it is compiled where it is run.
    // oxlint-disable-next-line no-new
    new RegExp(source, flags)
  } catch (error) {
    throw await regExpError(source, error as Error)
  }
  return { kind: 'regexp', source, flags, longest: LONGEST, behind: BEHIND }
}

/** The engine says what is wrong, but not where: a parser of the same grammar does. It is loaded when needed. */
async function regExpError(source: string, error: Error): Promise<PatternError> {
  const { RegExpValidator } = await import('@eslint-community/regexpp')
  let at = 0
  try {
    new RegExpValidator({ strict: false }).validatePattern(source, 0, source.length, {})
  } catch (refusal) {
    at = (refusal as { index?: number }).index ?? 0
  }
  const what = /: ([^:]*)$/.exec(error.message)?.[1] ?? error.message
  return new PatternError(`The regular expression cannot be read: ${what}.`, Math.min(at, source.length))
}
