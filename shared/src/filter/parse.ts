import { MAX_FILTER } from '../api/index.ts'
import { assertNever } from '../base/index.ts'
import { type Field, fieldLike, fieldNamed, FIELDS } from './fields.ts'
import { type Comparison, EVERYTHING, type Filter, FilterError, type TextColumn } from './filter.ts'
import { parseNet } from './net.ts'
import { type Operator, type Term, type Token, tokensOf, type Value } from './tokens.ts'
import { type Clock, parseCount, parseDuration, parseMoment, parseSize } from './values.ts'

/** Terms a filter may have, so that none costs more than a glance, and parentheses around one. */
const MAX_TERMS = 50
const MAX_DEPTH = 20

export interface ParsedFilter {
  readonly filter: Filter
  /** Text that the recorded bytes must contain, besides; null: none. `at` is where it is asked for. */
  readonly search: { readonly text: string; readonly at: number } | null
  /** It says a moment relative to now: it lets through another set a minute later. */
  readonly moves: boolean
  /** It says a moment in local time. */
  readonly local: boolean
}

/**
 * Reads a filter. Terms side by side must all hold; `or`, `not`, `-` and parentheses as usual; the empty text is
 * everything.
 * @throws FilterError with the place, for the first thing that makes no sense
 */
export function parseFilter(text: string, clock: Clock): ParsedFilter {
  if (text.length > MAX_FILTER) {
    throw new FilterError(`A filter has at most ${MAX_FILTER} characters.`, MAX_FILTER)
  }
  // oxlint-disable-next-line no-control-regex -- that is what is looked for
  const control = text.search(/[\u0000-\u0008\u000e-\u001f\u007f]/)
  if (control >= 0) throw new FilterError('A filter has no control characters.', control)
  return new Parser(text, clock).parse()
}

class Parser {
  readonly #text: string
  readonly #clock: Clock
  readonly #tokens: readonly Token[]
  #next = 0
  #depth = 0
  /** Whether all that stands around the present term is "and": only there can a search be. */
  #plain = true
  #search: ParsedFilter['search'] = null
  #moves = false
  #local = false

  constructor(text: string, clock: Clock) {
    this.#text = text
    this.#clock = clock
    this.#tokens = tokensOf(text)
    const excess = this.#tokens.filter(({ type }) => type === 'term')[MAX_TERMS]
    if (excess) throw new FilterError(`A filter has at most ${MAX_TERMS} terms.`, excess.from)
  }

  parse(): ParsedFilter {
    // With an "or" in the outermost row, a search in it would be one of several ways to match.
    this.#plain = !this.#hasOuterOr()
    const filter = this.#tokens.length === 0 ? EVERYTHING : this.#alternatives()
    const rest = this.#tokens[this.#next]
    if (rest) throw new FilterError('This parenthesis closes none.', rest.from)
    return { filter, search: this.#search, moves: this.#moves, local: this.#local }
  }

  #hasOuterOr(): boolean {
    let depth = 0
    return this.#tokens.some(({ type }) => {
      if (type === '(') depth++
      if (type === ')') depth--
      return type === 'or' && depth === 0
    })
  }

  #alternatives(): Filter {
    const of = [this.#sequence()]
    while (this.#tokens[this.#next]?.type === 'or') {
      this.#next++
      of.push(this.#sequence())
    }
    return of.length === 1 ? of[0]! : { kind: 'any', of }
  }

  #sequence(): Filter {
    const of = [this.#factor()]
    for (;;) {
      const token = this.#tokens[this.#next]
      if (!token || token.type === 'or' || token.type === ')') break
      if (token.type === 'and') this.#next++
      of.push(this.#factor())
    }
    return of.length === 1 ? of[0]! : { kind: 'all', of }
  }

  #factor(): Filter {
    const token = this.#tokens[this.#next]
    if (!token) throw new FilterError('Something is missing at the end.', this.#text.length)
    if (token.type === 'term') {
      this.#next++
      return this.#term(token)
    }
    if (token.type !== '(' && token.type !== 'not') {
      const what = token.type === ')' ? 'before this parenthesis' : `before "${token.type}"`
      throw new FilterError(`Something is missing ${what}.`, token.from)
    }
    if (++this.#depth > MAX_DEPTH) throw new FilterError('This is nested too deeply.', token.from)
    const plain = this.#plain
    this.#plain = false
    this.#next++
    let filter: Filter
    if (token.type === 'not') filter = { kind: 'not', of: this.#factor() }
    else {
      filter = this.#alternatives()
      if (this.#tokens[this.#next]?.type !== ')') {
        throw new FilterError('This parenthesis is not closed.', token.from)
      }
      this.#next++
    }
    this.#plain = plain
    this.#depth--
    return filter
  }

  #term({ field: named, values, from }: Term): Filter {
    const unclosed = values.find(({ open }) => open)
    if (unclosed) throw new FilterError('This quotation mark is not closed.', unclosed.from)
    if (!named) return bareWord(values[0]!)
    const field = fieldNamed(named.name)
    if (!field) {
      // `localhost:6379` is an address.
      const word = { ...values.at(-1)!, from, text: this.#text.slice(from, values.at(-1)!.to) }
      if (named.operator === ':' && /^[A-Za-z]+:\d{1,5}$/.test(word.text)) return bareWord(word)
      throw new FilterError(`There is no field "${named.name}". ${fieldHint(named.name)}`, from)
    }
    const empty = values.find(({ text }) => text === '')
    if (empty) throw new FilterError(`A value is missing, as in ${field.example}.`, empty.from)
    if (field.kind === 'search') return this.#searchFor(field, named.operator, values, from)
    const { is, not } = operatorOf(field, named.operator, named.to)
    const of = values.map((value) => this.#test(field, is, value))
    const any: Filter = of.length === 1 ? of[0]! : { kind: 'any', of }
    return not ? { kind: 'not', of: any } : any
  }

  #test(field: Exclude<Field, { kind: 'search' }>, is: Comparison | ':', value: Value): Filter {
    switch (field.kind) {
      case 'word': {
        const words = field.words.get(value.text.toLowerCase())
        if (words) return { kind: 'word', column: field.column, words }
        const known = [...field.words.keys()].join(', ')
        throw new FilterError(`"${value.text}" is none of ${known}.`, value.from)
      }
      case 'flag': {
        const flag = field.flags.get(value.text.toLowerCase())
        if (flag) return flag
        throw new FilterError(`"${value.text}" is none of ${[...field.flags.keys()].join(', ')}.`, value.from)
      }
      case 'text':
        return { kind: 'text', columns: field.columns, text: value.text, whole: is === '=' }
      case 'address':
        return this.#address(field.columns, is, value)
      case 'size':
      case 'count':
      case 'duration': {
        const number = this.#number(field, value)
        return { kind: 'number', columns: field.columns, is: is === ':' ? '=' : is, value: number }
      }
      case 'moment': {
        const moment = parseMoment(value.text, this.#clock)
        if (!moment) {
          const wanted = 'a moment: -5m, 10:30, 2026-01-31 or 2026-01-31T10:30'
          throw new FilterError(`"${value.text}" is not ${wanted}.`, value.from)
        }
        this.#moves ||= moment.moves
        this.#local ||= moment.local
        return { kind: 'number', columns: ['startedAtMs'], is: field.is, value: moment.ms }
      }
      default:
        return assertNever(field)
    }
  }

  #address(columns: readonly TextColumn[], is: Comparison | ':', value: Value): Filter {
    const net = value.quoted ? undefined : parseNet(value.text)
    if (net) return { kind: 'net', columns, net }
    if (!value.quoted && /\/\d*$/.test(value.text)) {
      throw new FilterError(`"${value.text}" is not a net, as 10.0.0.0/8 or fe80::/10 are.`, value.from)
    }
    return { kind: 'text', columns, text: value.text, whole: is === '=' }
  }

  #number(field: Extract<Field, { kind: 'size' | 'count' | 'duration' }>, { text, from }: Value): number {
    const [parse, wanted] = NUMBERS[field.kind]
    const number = parse(text)
    if (number === undefined) throw new FilterError(`"${text}" is not ${wanted}.`, from)
    return number
  }

  #searchFor(field: Field, operator: Operator, [value, ...more]: readonly Value[], from: number): Filter {
    if (operator !== ':' || more.length > 0) {
      throw new FilterError(`Bytes are searched for one text, as in ${field.example}.`, from)
    }
    if (!this.#plain) {
      throw new FilterError(
        'A search in the bytes can be neither in parentheses nor beside "or" or "not".',
        from,
      )
    }
    if (this.#search) throw new FilterError('Only one search in the bytes can be made at a time.', from)
    this.#search = { text: value!.text, at: from }
    return EVERYTHING
  }
}

const NUMBERS = {
  size: [parseSize, 'a size in bytes: 512, 100k, 1.5M, 2Gi'],
  count: [parseCount, 'a whole number'],
  duration: [parseDuration, 'a length of time: 250ms, 1.5s, 10m, 2h'],
} as const

/** A word without a field is looked for in both addresses and the listener's name; `#17` is a number. */
function bareWord({ text, quoted, from }: Value): Filter {
  const number = quoted ? undefined : /^#(\d{1,15})$/.exec(text)?.[1]
  if (number !== undefined) return { kind: 'number', columns: ['number'], is: '=', value: Number(number) }
  if (text === '') throw new FilterError('There is nothing between the quotation marks.', from)
  return { kind: 'text', columns: ['client', 'target', 'remote', 'listenerName'], text, whole: false }
}

function operatorOf(field: Field, operator: Operator, at: number): { is: Comparison | ':'; not: boolean } {
  const ordered = field.kind === 'size' || field.kind === 'count' || field.kind === 'duration'
  if (field.kind === 'moment' && operator !== ':') {
    throw new FilterError(`After "${field.name}" comes a colon, as in ${field.example}.`, at)
  }
  if (operator === '!=') return { is: '=', not: true }
  if (operator === ':' || operator === '=') return { is: operator, not: false }
  if (!ordered) {
    throw new FilterError(
      `"${field.name}" is neither more nor less than anything; write ${field.example}.`,
      at,
    )
  }
  return { is: operator, not: false }
}

function fieldHint(name: string): string {
  const like = fieldLike(name)
  if (like) return `Did you mean ${like.name}?`
  return `There are ${FIELDS.map((field) => field.name).join(', ')}.`
}
