import { type Field, fieldNamed, FIELDS } from './fields.ts'
import { type Term, tokensOf, written } from './tokens.ts'

/** What could stand at the cursor. */
export interface Completion {
  /** What is written, and shown. */
  readonly text: string
  /** A few words beside it. */
  readonly about: string
}

export interface Completions {
  /** The part of the text that a completion replaces, [from, to). */
  readonly from: number
  readonly to: number
  /** In the order in which they are shown; may be empty. */
  readonly items: readonly Completion[]
}

/** What is known beside the language itself. */
export interface Known {
  /** Names of listeners. */
  readonly listeners: readonly string[]
}

const NUMBERS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  size: [
    ['1k', '1,000 bytes'],
    ['1M', 'a million bytes'],
    ['1Gi', '2^30 bytes'],
  ],
  count: [
    ['1', 'one'],
    ['1000', 'a thousand'],
  ],
  duration: [
    ['100ms', 'milliseconds'],
    ['10s', 'seconds'],
    ['5m', 'minutes'],
  ],
  moment: [
    ['-5m', 'five minutes ago'],
    ['-1h', 'an hour ago'],
    ['-1d', 'a day ago'],
    ['00:00', 'the last midnight'],
  ],
}

/**
 * What could be written where the cursor is: names of fields where a term begins, values behind a field.
 * @param cursor 0..text.length
 */
export function completionsAt(text: string, cursor: number, known: Known): Completions {
  const term = tokensOf(text).find(
    (token): token is Term => token.type === 'term' && token.from < cursor && cursor <= token.to,
  )
  const { field: named } = term ?? {}
  if (term && named && cursor >= named.valuesFrom) {
    const field = fieldNamed(named.name)
    const value = term.values.find(({ from, to }) => from <= cursor && cursor <= to)
    if (!field || !value) return { from: cursor, to: cursor, items: [] }
    const begun = text.slice(value.from, cursor).replace(/^"/, '')
    const items = valuesOf(field, known).filter(({ text: one }) => begins(one.replace(/^"/, ''), begun))
    return { from: value.from, to: value.to, items: alreadyWritten(items, value.text) }
  }
  const from = term ? term.from : cursor
  const to = named ? named.valuesFrom : (term?.to ?? cursor)
  const begun = text.slice(from, cursor)
  const items = FIELDS.filter(({ name }) => begins(name, begun)).map(fieldItem)
  return { from, to, items }
}

/** The text after a completion was taken, and where the cursor is then. */
export function complete(
  text: string,
  { from, to }: Pick<Completions, 'from' | 'to'>,
  item: Completion,
): { text: string; cursor: number } {
  const rest = text.slice(to)
  // After a value one goes on with the next term; after a field with its value.
  const gap = /[:=<>]$/.test(item.text) || /^[\s,)]/.test(rest) ? '' : ' '
  return { text: text.slice(0, from) + item.text + gap + rest, cursor: from + item.text.length + gap.length }
}

function fieldItem(field: Field): Completion {
  const ordered = field.kind === 'size' || field.kind === 'count' || field.kind === 'duration'
  return { text: `${field.name}${ordered ? '>' : ':'}`, about: `${field.about} (${field.example})` }
}

function valuesOf(field: Field, { listeners }: Known): Completion[] {
  if (field.kind === 'word') {
    return [...field.words].map(([text, words]) => ({
      text,
      about: words.length > 1 || words[0] !== text ? words.join(', ') : '',
    }))
  }
  if (field.kind === 'flag') return [...field.flags.keys()].map((text) => ({ text, about: '' }))
  if (field.name === 'listener') {
    return [...new Set(listeners)].map((name) => ({ text: written(name), about: '' }))
  }
  return (NUMBERS[field.kind] ?? []).map(([text, about]) => ({ text, about }))
}

/** Nothing to complete where the only offer is what stands there. */
function alreadyWritten(items: readonly Completion[], text: string): readonly Completion[] {
  return items.length === 1 && items[0]!.text === text ? [] : items
}

function begins(whole: string, part: string): boolean {
  return whole.toLowerCase().startsWith(part.toLowerCase())
}
