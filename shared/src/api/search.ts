import { type Static, Type } from 'typebox'
import { CountSchema, DirectionSchema, oneOf, SessionIdSchema } from './common.ts'
import { SessionQuerySchema } from './session.ts'

/** Characters a pattern may have. */
export const MAX_PATTERN = 2000
/** Matches told when nobody says how many, and the most that can be asked for. */
export const MATCH_LIMIT = { default: 1000, most: 100_000 } as const
/** Seconds a search may take when nobody says how many, and the most that can be asked for. */
export const SEARCH_SECONDS = { default: 60, most: 600 } as const

const PatternTextSchema = (description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: MAX_PATTERN, description }))

/** What is looked for: exactly one of text, hex and regexp. */
const pattern = {
  text: PatternTextSchema('text, looked for as its UTF-8 bytes'),
  hex: PatternTextSchema('bytes as hex digits; ? is any digit: "de ad ?? 4?"'),
  regexp: PatternTextSchema(
    'a JavaScript regular expression over the bytes, each a character U+0000 to U+00FF; flag m (^ and $ are also the ends of lines)',
  ),
  ignoreCase: Type.Optional(
    Type.Boolean({ description: 'a letter of the text or regular expression is also its other case' }),
  ),
}

const effort = {
  /** Only this direction; without it both, upstream first. */
  direction: Type.Optional(DirectionSchema),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MATCH_LIMIT.most, default: MATCH_LIMIT.default })),
  /** Seconds, from the moment when it is the search's turn. */
  timeLimit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: SEARCH_SECONDS.most, default: SEARCH_SECONDS.default }),
  ),
  /** From the end line of a search before: go on where it ended. */
  cursor: Type.Optional(
    Type.String({
      pattern: '^[0-9a-f-]{36}:(upstream|downstream):[0-9]{1,15}$',
      description: 'the `next` of the end line of a search before',
    }),
  ),
}

/** A search in one session. */
export const MatchQuerySchema = Type.Object(
  {
    ...pattern,
    ...effort,
    /** Matches that begin at this stream offset or behind it; needs a direction. */
    from: Type.Optional(CountSchema),
  },
  { additionalProperties: false },
)
export type MatchQuery = Static<typeof MatchQuerySchema>

const { listener, state, address, after, before, from, to, filter, utcOffset } = SessionQuerySchema.properties

/** A search in all sessions that match the filter of the session list, newest first. */
export const AllMatchesQuerySchema = Type.Object(
  {
    ...pattern,
    ...effort,
    /** With so many matches in one session the search goes on with the next session. */
    perSession: Type.Optional(Type.Integer({ minimum: 1, maximum: MATCH_LIMIT.most })),
    listener,
    state,
    address,
    after,
    before,
    from,
    to,
    filter,
    utcOffset,
  },
  { additionalProperties: false },
)
export type AllMatchesQuery = Static<typeof AllMatchesQuerySchema>

/** Bytes that were found. Matches of a direction come in the order of their offsets and do not overlap. */
export const MatchSchema = Type.Object({
  type: Type.Literal('match'),
  session: SessionIdSchema,
  direction: DirectionSchema,
  offset: CountSchema,
  length: CountSchema,
  /** Number of the frame in which it begins; absent when the frame index does not say. */
  frame: Type.Optional(CountSchema),
  /** Place of that frame in the frame index, which both directions share: matches in its order are in order of time. */
  record: Type.Optional(CountSchema),
})
export type Match = Static<typeof MatchSchema>

const extent = {
  /** Bytes that the search has behind it (gaps are passed over, and counted), and all there are (null: not known). */
  searchedBytes: CountSchema,
  totalBytes: Type.Union([CountSchema, Type.Null()]),
  searchedSessions: CountSchema,
  totalSessions: CountSchema,
}

/** How far a search is: at most 5 a second. */
export const SearchProgressSchema = Type.Object({
  type: Type.Literal('progress'),
  /** Searches that come first; 0: it is running. */
  waiting: CountSchema,
  ...extent,
})
export type SearchProgress = Static<typeof SearchProgressSchema>

export const SEARCH_ENDS = [
  'complete', // everything was searched
  'limit', // as many matches as were asked for
  'time', // the time limit, also of an expression that would run for ever
  'cancelled', // the server stops
  'failed', // `message` says why
] as const
export type SearchEndWord = (typeof SEARCH_ENDS)[number]

/** The last line. */
export const SearchEndSchema = Type.Object({
  type: Type.Literal('end'),
  done: oneOf(SEARCH_ENDS),
  /** A sentence when it failed, else null. */
  message: Type.Union([Type.String(), Type.Null()]),
  matches: CountSchema,
  ...extent,
  /** Of the searched sessions: those that were live. They were searched up to what was recorded at that moment. */
  liveSessions: CountSchema,
  /** Of the searched sessions: those whose files could not be read. */
  unreadableSessions: CountSchema,
  /** Give it back as `cursor` to go on; null when everything was searched. */
  next: Type.Union([Type.String(), Type.Null()]),
})
export type SearchEnd = Static<typeof SearchEndSchema>

/** One line of the answer of a search, which is NDJSON. */
export const SearchLineSchema = Type.Union([MatchSchema, SearchProgressSchema, SearchEndSchema])
export type SearchLine = Static<typeof SearchLineSchema>
