import { CLOSE_CAUSES } from '../capture/index.ts'
import { LIVE_STATES, SESSION_STATES } from '../api/index.ts'
import type { Filter, NumberColumn, TextColumn, WordColumn } from './filter.ts'

/** What a filter can ask for. `about` and `example` are shown to people while they write one. */
export type Field = {
  readonly name: string
  readonly about: string
  readonly example: string
} & FieldKind

type FieldKind =
  /** `words`: what may be written, and which words of the column each stands for. */
  | {
      readonly kind: 'word'
      readonly column: WordColumn
      readonly words: ReadonlyMap<string, readonly string[]>
    }
  /** Part of a text, all of it with `=`; of addresses also a net. */
  | { readonly kind: 'text' | 'address'; readonly columns: readonly TextColumn[] }
  | { readonly kind: 'size' | 'count' | 'duration'; readonly columns: readonly NumberColumn[] }
  | { readonly kind: 'moment'; readonly is: '>=' | '<' }
  | { readonly kind: 'flag'; readonly flags: ReadonlyMap<string, Filter> }
  /** Recorded bytes: no column knows them, a search does. */
  | { readonly kind: 'search' }

const itself = (words: readonly string[]): [string, readonly string[]][] =>
  words.map((word) => [word, [word]])

const STATES = new Map([
  ...itself(SESSION_STATES),
  ['live', LIVE_STATES] as const,
  ['ended', SESSION_STATES.filter((state) => !LIVE_STATES.includes(state))] as const,
])

const CAUSES = new Map([
  ...itself(CLOSE_CAUSES),
  ['rst', ['reset']] as const,
  ['here', ['closed-here']] as const,
])

const CLOSERS = new Map(itself(['client', 'target', 'tcpscope']))

const FLAGS = new Map<string, Filter>([
  ['starred', { kind: 'number', columns: ['starred'], is: '>', value: 0 }],
  ['commented', { kind: 'not', of: { kind: 'text', columns: ['comment'], text: '', whole: true } }],
])

export const FIELDS: readonly Field[] = [
  {
    name: 'state',
    kind: 'word',
    column: 'state',
    words: STATES,
    about: 'how the session is; live and ended are several',
    example: 'state:open',
  },
  {
    name: 'close',
    kind: 'word',
    column: 'cause',
    words: CAUSES,
    about: 'why it ended',
    example: 'close:rst',
  },
  { name: 'by', kind: 'word', column: 'by', words: CLOSERS, about: 'who ended it', example: 'by:target' },
  {
    name: 'client',
    kind: 'address',
    columns: ['client'],
    about: "the client's address: a part of it, or a net",
    example: 'client:10.0.0.0/8',
  },
  {
    name: 'target',
    kind: 'address',
    columns: ['target', 'remote'],
    about: "the target's name or address: a part of it, or a net",
    example: 'target::6379',
  },
  {
    name: 'listener',
    kind: 'text',
    columns: ['listenerName'],
    about: "a part of the listener's name",
    example: 'listener:redis',
  },
  {
    name: 'bytes',
    kind: 'size',
    columns: ['upstreamBytes', 'downstreamBytes'],
    about: 'bytes both ways',
    example: 'bytes>1M',
  },
  {
    name: 'up',
    kind: 'size',
    columns: ['upstreamBytes'],
    about: 'bytes from client to target',
    example: 'up>100k',
  },
  {
    name: 'down',
    kind: 'size',
    columns: ['downstreamBytes'],
    about: 'bytes from target to client',
    example: 'down=0',
  },
  {
    name: 'frames',
    kind: 'count',
    columns: ['upstreamFrames', 'downstreamFrames'],
    about: 'frames both ways',
    example: 'frames>=1000',
  },
  {
    name: 'gap',
    kind: 'size',
    columns: ['gapBytes'],
    about: 'bytes that could not be recorded',
    example: 'gap>0',
  },
  {
    name: 'duration',
    kind: 'duration',
    columns: ['durationNs'],
    about: 'from its start to the last thing recorded',
    example: 'duration>2s',
  },
  {
    name: 'number',
    kind: 'count',
    columns: ['number'],
    about: "the listener's count",
    example: 'number>=100',
  },
  {
    name: 'after',
    kind: 'moment',
    is: '>=',
    about: 'started then or later',
    example: 'after:-5m',
  },
  { name: 'before', kind: 'moment', is: '<', about: 'started earlier', example: 'before:2026-01-31T12:00' },
  { name: 'is', kind: 'flag', flags: FLAGS, about: 'what people said of it', example: 'is:starred' },
  {
    name: 'comment',
    kind: 'text',
    columns: ['comment'],
    about: 'a part of its comment',
    example: 'comment:slow',
  },
  {
    name: 'text',
    kind: 'search',
    about: 'text in the recorded bytes; this reads the recordings',
    example: 'text:"PASS"',
  },
]

const BY_NAME = new Map(FIELDS.map((field) => [field.name, field]))

export function fieldNamed(name: string): Field | undefined {
  return BY_NAME.get(name.toLowerCase())
}

/** The field that was probably meant; undefined when none is like it. */
export function fieldLike(name: string): Field | undefined {
  const lower = name.toLowerCase()
  return (
    FIELDS.find((field) => field.name.startsWith(lower) || lower.startsWith(field.name)) ??
    FIELDS.find((field) => isOneSlipFrom(field.name, lower))
  )
}

/** Whether one letter was forgotten, added, mistaken, or two neighbours were swapped. */
function isOneSlipFrom(word: string, written: string): boolean {
  let start = 0
  while (start < word.length && word[start] === written[start]) start++
  const rest = [word.slice(start), written.slice(start)] as const
  const [a, b] = rest
  return (
    a.slice(1) === b ||
    a === b.slice(1) ||
    a.slice(1) === b.slice(1) ||
    (a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2))
  )
}
