/** A part of the text, [from, to) in UTF-16 units. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** One written value: `open`, or `"a b"` with the quotes in its span and without them in its text. */
export interface Value extends Span {
  readonly text: string
  readonly quoted: boolean
  /** Its closing quote is missing. */
  readonly open: boolean
}

export type Operator = ':' | '=' | '!=' | '<' | '<=' | '>' | '>='

export interface Term extends Span {
  readonly type: 'term'
  /** Absent of a bare word. */
  readonly field?: Span & { readonly name: string; readonly operator: Operator; readonly valuesFrom: number }
  /** With commas between; a bare word is one. May be empty texts, where nothing is written yet. */
  readonly values: readonly Value[]
}

/** Words and signs between terms. */
export interface Sign extends Span {
  readonly type: '(' | ')' | 'not' | 'or' | 'and'
}

export type Token = Term | Sign

const OPERATORS: readonly Operator[] = ['!=', '<=', '>=', ':', '=', '<', '>']
const NAME = /[A-Za-z]+/y

/**
 * Cuts a filter into terms and signs. Takes any text: what makes no sense is for the parser to say.
 *
 *   -state:open,half-closed (bytes>1M or close:rst) "two words"
 */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const letter = text[at]!
    if (isSpace(letter)) at++
    else if (letter === '(' || letter === ')') tokens.push({ type: letter, from: at, to: ++at })
    else if (letter === '-' && at + 1 < text.length && !isSpace(text[at + 1]!)) {
      tokens.push({ type: 'not', from: at, to: ++at })
    } else {
      const token = signOrTerm(text, at)
      tokens.push(token)
      at = token.to
    }
  }
  return tokens
}

function signOrTerm(text: string, at: number): Token {
  const named = fieldAt(text, at)
  if (named) {
    const values = valuesAt(text, named.valuesFrom)
    return { type: 'term', from: at, to: values.at(-1)!.to, field: named, values }
  }
  const value = valueAt(text, at, false)
  const word = value.text.toLowerCase()
  if (!value.quoted && (word === 'or' || word === 'and' || word === 'not')) {
    return { type: word, from: at, to: value.to }
  }
  // A sign that cannot begin a word would hold the reading up for ever.
  const to = Math.max(value.to, at + 1)
  return { type: 'term', from: at, to, values: [{ ...value, to }] }
}

function fieldAt(text: string, at: number): Term['field'] | undefined {
  NAME.lastIndex = at
  const name = NAME.exec(text)?.[0]
  if (name === undefined) return undefined
  const to = at + name.length
  const operator = OPERATORS.find((one) => text.startsWith(one, to))
  return operator && { name, from: at, to, operator, valuesFrom: to + operator.length }
}

function valuesAt(text: string, from: number): Value[] {
  const values = [valueAt(text, from, true)]
  while (text[values.at(-1)!.to] === ',') values.push(valueAt(text, values.at(-1)!.to + 1, true))
  return values
}

/** @param listed whether a comma ends it */
function valueAt(text: string, from: number, listed: boolean): Value {
  if (text[from] === '"') return quotedAt(text, from)
  let to = from
  while (to < text.length && !isSpace(text[to]!) && text[to] !== ')' && !(listed && text[to] === ',')) to++
  return { text: text.slice(from, to), quoted: false, open: false, from, to }
}

function quotedAt(text: string, from: number): Value {
  let value = ''
  let at = from + 1
  for (; at < text.length && text[at] !== '"'; at++) {
    const escaped = text[at] === '\\' && (text[at + 1] === '"' || text[at + 1] === '\\')
    if (escaped) at++
    value += text[at]
  }
  const open = at >= text.length
  return { text: value, quoted: true, open, from, to: open ? text.length : at + 1 }
}

/** A value as it must be written: in quotes where it would be read otherwise. */
export function written(value: string): string {
  return /^[^\s",()\\-][^\s",()]*$/.test(value) && !/^(or|and|not)$/i.test(value)
    ? value
    : `"${value.replaceAll(/["\\]/g, '\\$&')}"`
}

function isSpace(letter: string): boolean {
  return letter.trim() === ''
}
