import { execFileSync } from 'node:child_process'
import { open, readdir, readlink } from 'node:fs/promises'
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import type { Direction, SessionId } from '@tcpscope/shared/base'
import {
  type ErrorBody,
  type Match,
  type SearchEnd,
  type SearchLine,
  SearchLineSchema,
  type SearchProgress,
  type Session,
} from '@tcpscope/shared/api'
import { Value } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { noise, own, ownScope, Path, Peer, readSessionFiles, type Scope, until, within } from './kit/index.ts'

const MB = 1024 * 1024
/** Runs for ever over the bytes that `hostile` sends. */
const RUNAWAY = '(a+)+$'

interface Answer {
  readonly matches: readonly Match[]
  readonly progress: readonly SearchProgress[]
  readonly end: SearchEnd
  /** The matches, as short as can be: `upstream 12+4`. */
  readonly places: readonly string[]
}

type Query = Readonly<Record<string, string | number | boolean>>

function url(id: SessionId | 'all', query: Query): string {
  const path = id === 'all' ? '/api/matches' : `/api/sessions/${id}/matches`
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) params.set(key, String(value))
  return `${path}?${params.toString()}`
}

/** A whole search; every line must be what the schema promises. */
async function search(
  scope: Scope,
  id: SessionId | 'all',
  query: Query,
  signal?: AbortSignal,
): Promise<Answer> {
  const answer = await scope.api.raw(url(id, query), signal ? { signal } : {})
  const text = await answer.text()
  expect([answer.status, text]).toEqual([200, expect.any(String)])
  expect(answer.headers.get('content-type')).toBe('application/x-ndjson')
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as SearchLine)
  for (const line of lines) expect(Value.Errors(SearchLineSchema, line)).toEqual([])
  const end = lines.pop() as SearchEnd
  expect(end.type).toBe('end')
  const matches = lines.filter((line) => line.type === 'match')
  expect(end.matches).toBe(matches.length)
  const progress = lines.filter((line) => line.type === 'progress')
  const places = matches.map(({ direction, offset, length }) => `${direction} ${offset}+${length}`)
  return { matches, progress, end, places }
}

/**
 * Answers whose reader went away. They are kept until then: the body of one that nobody holds any more is cancelled as
 * soon as it is collected as garbage, and its search with it.
 */
async function left(answers: readonly Response[]): Promise<void> {
  for (const answer of answers) await expect(answer.text()).rejects.toThrow('aborted')
}

const isMatch = (line: string): boolean => line.startsWith('{"type":"match"')

async function refused(scope: Scope, id: SessionId | 'all', query: Query) {
  const answer = await scope.api.raw(url(id, query))
  const { error } = (await answer.json()) as ErrorBody
  return { status: answer.status, ...error }
}

/** A session that has ended, with one frame a message. */
async function recorded(
  path: Path,
  messages: readonly (readonly [Direction, string | Uint8Array])[],
): Promise<Session> {
  const { client, peer, session } = await path.connect()
  const sent = { upstream: 0, downstream: 0 }
  for (const [direction, message] of messages) {
    const [from, to] = direction === 'upstream' ? [client, peer] : [peer, client]
    sent[direction] += Buffer.byteLength(message)
    await from.send(message)
    await to.gets(sent[direction])
  }
  client.finish()
  peer.finish()
  return path.scope.api.sessionEnded(session.id)
}

/** Files below the sessions folder that the process has open for searching: those of sessions that have ended. */
async function openRecordings(scope: Scope): Promise<string[]> {
  const folder = `/proc/${scope.pid}/fd`
  const links = await Promise.all(
    (await readdir(folder)).map((fd) => readlink(join(folder, fd)).catch(() => '')),
  )
  return links.filter((link) => link.includes('/sessions/'))
}

async function setUp() {
  const scope = await ownScope()
  return { scope, path: await Path.open(scope, {}, { hexLog: 'off' }) }
}

describe('search in one session', () => {
  it('[SEARCH10] finds text, hex and expressions in both directions, across frames, with the frame', async () => {
    const { scope, path } = await setUp()
    const { id } = await recorded(path, [
      ['upstream', 'USER joe\r\nPA'],
      ['downstream', '+OK\r\n'],
      ['upstream', 'SS secret\r\n'],
      ['downstream', 'pass PASS \0\u00ff\r\n'],
    ])
    const text = await search(scope, id, { text: 'PASS' })
    expect(text.places).toEqual(['upstream 10+4', 'downstream 10+4'])
    const { frames } = await scope.api.framePage(id, '')
    const recordOf = (way: Direction, number: number) =>
      frames.find((frame) => frame.direction === way && frame.number === number)?.record
    expect(text.matches.map(({ session, frame, record }) => [session, frame, record])).toEqual([
      [id, 0, recordOf('upstream', 0)],
      [id, 1, recordOf('downstream', 1)],
    ])
    expect(text.end).toMatchObject({
      done: 'complete',
      message: null,
      searchedBytes: 23 + 20,
      totalBytes: 23 + 20,
      searchedSessions: 1,
      totalSessions: 1,
      liveSessions: 0,
      unreadableSessions: 0,
      next: null,
    })
    expect((await search(scope, id, { text: 'pass', ignoreCase: true })).places).toEqual([
      'upstream 10+4',
      'downstream 5+4',
      'downstream 10+4',
    ])
    expect((await search(scope, id, { hex: '50 4? ?? 53' })).places).toEqual(text.places)
    expect((await search(scope, id, { hex: '00c3bf' })).places).toEqual(['downstream 15+3'])
    expect((await search(scope, id, { regexp: '^(USER|PASS) \\w+$' })).places).toEqual([
      'upstream 0+8',
      'upstream 10+11',
    ])
    expect((await search(scope, id, { text: 'PASS', direction: 'downstream' })).places).toEqual([
      'downstream 10+4',
    ])
  })

  it('[SEARCH11] a match is found once wherever the blocks that are read end', async () => {
    const { scope, path } = await setUp()
    const bytes = noise(3 * MB + 5000, 71).map((byte) => (byte === 0x23 ? 0 : byte))
    // Around every multiple of 64 KiB, so around every end of a block, whatever a block is.
    const places: number[] = []
    for (let at = 65_536, shift = 0; at + 20 < bytes.length; at += 65_536, shift++) {
      const start = at - (shift % 17)
      Buffer.from('#needle-#needle-').copy(bytes, start)
      places.push(start, start + 8)
    }
    const { id } = await recorded(path, [['upstream', bytes]])
    const wanted = places.map((at) => `upstream ${at}+8`)
    for (const query of [
      { text: '#needle-' },
      { text: '#NEEDLE-', ignoreCase: true },
      { hex: '23 6e ?? 65 64 6c 65 2d' },
      { regexp: '#[a-z]{6}-' },
    ]) {
      expect((await search(scope, id, query)).places).toEqual(wanted)
    }
    // In pieces: by offset, and by the cursor of the line at the end.
    const first = await search(scope, id, { text: '#needle-', limit: 5 })
    expect(first.end).toMatchObject({ done: 'limit', matches: 5 })
    const rest = await search(scope, id, { text: '#needle-', cursor: String(first.end.next) })
    expect([...first.places, ...rest.places]).toEqual(wanted)
    const from = await search(scope, id, { text: '#needle-', direction: 'upstream', from: places[3]! })
    expect(from.places).toEqual(wanted.slice(3))
    expect(from.end.totalBytes).toBe(bytes.length - places[3]!)
  })

  it('[SEARCH12] no match touches bytes that are not recorded, live or ended', async ({ skip }) => {
    const { scope, path } = await setUp()
    const limitFiles = (soft: number | 'unlimited') =>
      execFileSync('prlimit', [`--pid=${scope.pid}`, `--fsize=${soft}:unlimited`])
    try {
      limitFiles(2 * MB)
    } catch {
      skip('prlimit is not there')
    }
    const { client, peer, session } = await path.connect()
    // The file is full behind "abc"; the rest of this is the beginning of the gap.
    const before = Buffer.concat([Buffer.alloc(2 * MB - 3, 'x'), Buffer.from('abcdef')])
    await client.send(before)
    await peer.gets(before.length)
    await scope.api.sessionWhen(session.id, 'in a gap', ({ gapBytes }) => gapBytes > 0)
    limitFiles('unlimited')
    await until('recording to resume', async () => {
      await client.send('-')
      return (await scope.api.status()).captureError === null
    })
    await client.send('abcdef')
    const { bytesWritten } = client.socket
    await peer.gets(bytesWritten)

    const look = async () => {
      const end = bytesWritten - 6
      expect((await search(scope, session.id, { text: 'abc' })).places).toEqual([
        `upstream ${2 * MB - 3}+3`,
        `upstream ${end}+3`,
      ])
      expect((await search(scope, session.id, { text: 'abcdef' })).places).toEqual([`upstream ${end}+6`])
      for (const query of [{ hex: '00' }, { hex: '63 00' }, { hex: '63 ?? ??' }, { regexp: 'c[^]{2}|\\0' }]) {
        const { places } = await search(scope, session.id, query)
        expect(places).toEqual('hex' in query && query.hex.startsWith('00') ? [] : places)
        expect(places.filter((place) => place.startsWith(`upstream ${2 * MB - 1}`))).toEqual([])
        expect(places.length).toBeLessThan(2)
      }
      return (await search(scope, session.id, { regexp: '^x|c$' })).places
    }
    await scope.api.sessionWhen(session.id, 'recorded', ({ upstreamBytes }) => upstreamBytes === bytesWritten)
    const live = await look()
    // Where a gap begins a line ends.
    expect(live.slice(0, 2)).toEqual(['upstream 0+1', `upstream ${2 * MB - 1}+1`])
    client.finish()
    peer.finish()
    await scope.api.sessionEnded(session.id)
    expect(await look()).toEqual(live)
  })

  it('[SEARCH13] a live session is searched up to what is recorded, and the end says that it was live', async () => {
    const { scope, path } = await setUp()
    const { client, peer, session } = await path.connect()
    expect((await search(scope, session.id, { text: 'x' })).end).toMatchObject({
      done: 'complete',
      matches: 0,
      liveSessions: 1,
    })
    await client.send('find me')
    await peer.gets(7)
    await scope.api.sessionWhen(session.id, 'recorded', ({ upstreamBytes }) => upstreamBytes === 7)
    const { places, end } = await search(scope, session.id, { text: 'me' })
    expect(places).toEqual(['upstream 5+2'])
    expect(end).toMatchObject({ done: 'complete', liveSessions: 1, searchedBytes: 7 })
  })

  it('[SEARCH14] an expression that runs for ever ends by the time limit, and its files are closed', async () => {
    const { scope, path } = await setUp()
    const { id } = await recorded(path, [['upstream', `hit ${'a'.repeat(60)}!`]])
    // Without a limit of its own it would have a minute.
    const limited = search(scope, id, { regexp: RUNAWAY, timeLimit: 1 })
    const { end } = await within('the search to end by its limit', limited, 30_000)
    expect(end).toMatchObject({ done: 'time', matches: 0, next: `${id}:upstream:0` })
    await until('the files to be closed', async () => (await openRecordings(scope)).length === 0)
    // The next search has a thread that works.
    expect((await search(scope, id, { text: 'hit' })).places).toEqual(['upstream 0+3'])
  })

  it('[SEARCH15] a client that goes away frees the thread at once, also from an expression that runs for ever', async () => {
    const { scope, path } = await setUp()
    const { id } = await recorded(path, [['upstream', `hit ${'a'.repeat(60)}!`]])
    const leave = new AbortController()
    const forEver = [1, 2].map(() =>
      scope.api.raw(url(id, { regexp: RUNAWAY, timeLimit: 600 }), { signal: leave.signal }),
    )
    const answers = await Promise.all(forEver)
    const next = search(scope, id, { text: 'hit' })
    // It waits: both places are taken, for ten minutes.
    await expect(within('the third search', next, 700)).rejects.toThrow('in vain')
    leave.abort()
    await left(answers)
    const { places, progress } = await within('the third search', next)
    expect(places).toEqual(['upstream 0+3'])
    expect(progress[0]).toMatchObject({ waiting: 1 })
    await until('the files to be closed', async () => (await openRecordings(scope)).length === 0)
  })

  it('[SEARCH16] more searches than may wait are refused in words', async () => {
    const { scope, path } = await setUp()
    const { id } = await recorded(path, [['upstream', `hit ${'a'.repeat(60)}!`]])
    const leave = new AbortController()
    own({ dispose: () => leave.abort() })
    const query = { regexp: RUNAWAY, timeLimit: 600 }
    const answers: Response[] = []
    for (let i = 0; i < 10; i++) answers.push(await scope.api.raw(url(id, query), { signal: leave.signal }))
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200))
    const error = await refused(scope, 'all', { text: 'x' })
    expect(error).toMatchObject({ status: 503, code: 'too_many_searches' })
    expect(error.message).toMatch(/^[A-Z].*\.$/)
    leave.abort()
    await left(answers)
    await until('room for a search', async () => {
      const answer = await scope.api.raw(url(id, { text: 'hit' }))
      await answer.text()
      return answer.status === 200
    })
  })

  it('[SEARCH17] what cannot be searched for is refused with the place of what is wrong', async () => {
    const { scope, path } = await setUp()
    const { id } = await recorded(path, [['upstream', 'x']])
    const refusals: [Query, string, object][] = [
      [{ regexp: '(a' }, 'bad_pattern', { field: 'regexp', at: 2 }],
      [{ regexp: 'a€' }, 'bad_pattern', { field: 'regexp', at: 1 }],
      [{ hex: 'de a' }, 'bad_pattern', { field: 'hex', at: 4 }],
      [{ hex: '<script>' }, 'bad_pattern', { field: 'hex', at: 0 }],
      [{ hex: '??' }, 'bad_pattern', { field: 'hex', at: 0 }],
      [{ text: '' }, 'bad_request', { field: 'text' }],
      [{ text: 'x'.repeat(2001) }, 'bad_request', { field: 'text' }],
      [{}, 'bad_request', {}],
      [{ text: 'a', hex: '00' }, 'bad_request', { field: 'hex' }],
      [{ text: 'a', limit: 0 }, 'bad_request', { field: 'limit' }],
      [{ text: 'a', limit: 100_001 }, 'bad_request', { field: 'limit' }],
      [{ text: 'a', timeLimit: 601 }, 'bad_request', { field: 'timeLimit' }],
      [{ text: 'a', from: -1 }, 'bad_request', { field: 'from' }],
      [{ text: 'a', from: 5 }, 'bad_request', { field: 'direction' }],
      [{ text: 'a', direction: 'sideways' }, 'bad_request', { field: 'direction' }],
      [{ text: 'a', cursor: '../../etc' }, 'bad_request', { field: 'cursor' }],
      [{ text: 'a', cursor: `${id}:sideways:0` }, 'bad_request', { field: 'cursor' }],
      [{ text: 'a', cursor: `${id}:upstream:-5` }, 'bad_request', { field: 'cursor' }],
      [{ text: 'a', cursor: `${id}:upstream:${10 ** 16}` }, 'bad_request', { field: 'cursor' }],
      [
        { text: 'a', cursor: '01a1fc55-3ac0-759a-a8e8-09ea45e28270:upstream:0' },
        'bad_cursor',
        { field: 'cursor' },
      ],
    ]
    for (const [query, code, place] of refusals) {
      const error = await refused(scope, id, query)
      expect({ query, ...error }).toMatchObject({ query, status: 400, code, ...place })
      expect(error.message).toMatch(/^[A-Z“"].*\.$/)
    }
  })

  it('[SEARCH18] hostile patterns harm nobody: each ends, and the next search works', async () => {
    const { scope, path } = await setUp()
    const bytes = noise(2 * MB, 72)
    const { id } = await recorded(path, [['upstream', bytes]])
    const hostile: Query[] = [
      // An empty match everywhere.
      { regexp: '(?:)|x*' },
      // Too large for the engine.
      { regexp: '(?:(?:(?:a{999}){999}){999}){999}' },
      // A stack that is never popped.
      { regexp: '(?:[^]|[^])*z{9}' },
      // Steps beyond number.
      { regexp: '([^]?){60}[^]{60}z{9}' },
      { regexp: '(?<=[^]*z[^]*)y' },
      { text: 'äÖ'.repeat(500), ignoreCase: true },
      { hex: '?1 1? '.repeat(300) },
    ]
    for (const query of hostile) {
      const { end } = await search(scope, id, { ...query, timeLimit: 1 })
      expect(['complete', 'time', 'failed']).toContain(end.done)
      const { places } = await search(scope, id, { hex: bytes.toString('hex', MB, MB + 16) })
      expect(places).toEqual([`upstream ${MB}+16`])
    }
    // What the engine cannot run is said in a sentence.
    const { end } = await search(scope, id, { regexp: '(?<![^])((((((((([^#]|#)))))))))*########' })
    expect(end).toMatchObject({ done: 'failed', next: `${id}:upstream:0` })
    expect(end.message).toBe('The regular expression needs more memory here than there is for it.')
  })

  it('[SEARCH19] a reader that does not read costs bounded memory and no thread for longer than the limit', async () => {
    const { scope, path } = await setUp()
    const { id } = await recorded(path, [['upstream', Buffer.alloc(4 * MB, 'ab')]])
    await search(scope, id, { text: 'ab', limit: 100_000 })
    const before = scope.rss()
    const asleep: IncomingMessage[] = []
    for (let i = 0; i < 4; i++) {
      const target = new URL(url(id, { text: 'a', limit: 100_000, timeLimit: 5 }), scope.api.base)
      const headers = { authorization: `Bearer ${scope.token}` }
      const request = get(target, { headers })
      own({ dispose: () => void request.destroy() })
      const [answer] = (await once(request, 'response')) as [IncomingMessage]
      asleep.push(answer.pause())
    }
    // They sleep on; two after two lose their threads, then it is our turn.
    const { progress, end } = await search(scope, id, { text: 'zz' })
    expect(progress[0]!.waiting).toBeGreaterThan(0)
    expect(end).toMatchObject({ done: 'complete' })
    expect(scope.rss() - before).toBeLessThan(80 * MB)
    // What was not read was not searched for either.
    for (const answer of asleep) {
      const lines = (await answer.setEncoding('utf8').toArray()).join('').trimEnd().split('\n')
      const last = JSON.parse(lines.at(-1)!) as SearchEnd
      expect(last).toMatchObject({ type: 'end', done: 'time', matches: lines.filter(isMatch).length })
      expect(last.matches).toBeLessThan(100_000)
    }
  })

  it('[SEARCH20] 300 MB of mostly nothing are searched in bounded memory, from the first to the last byte', async () => {
    const { scope, path } = await setUp()
    const session = await recorded(path, [['upstream', 'first']])
    const { folder, names } = await readSessionFiles(scope.dataDir, session.id)
    const size = 300 * MB
    const file = await open(join(folder, names.upstream), 'r+')
    const places = [0, MB - 2, 128 * MB - 4, 200 * MB + 123, size - 5]
    for (const place of places) await file.write('first', place)
    await file.close()
    const wanted = places.map((place) => `upstream ${place}+5`)
    await search(scope, session.id, { regexp: 'warm' })
    let most = 0
    const watch = setInterval(() => (most = Math.max(most, scope.rss())), 50)
    own({ dispose: () => clearInterval(watch) })
    const before = scope.rss()
    for (const query of [{ text: 'first' }, { hex: '66 ?? 72 73 74' }, { regexp: 'f[a-z]rst' }]) {
      const began = performance.now()
      const { places, end, progress } = await search(scope, session.id, query)
      const seconds = (performance.now() - began) / 1000
      expect(places).toEqual(wanted)
      expect(end).toMatchObject({ done: 'complete', searchedBytes: size, totalBytes: size })
      expect(progress.length).toBeLessThanOrEqual(2 + seconds * 5)
    }
    expect(most - before).toBeLessThan(60 * MB)
  })
})

describe('search in all sessions', () => {
  it('[SEARCH21] newest session first, by the filters of the list, page behind page', async () => {
    const { scope, path } = await setUp()
    const other = await Path.open(scope, {}, { hexLog: 'off', name: 'other' })
    const sessions: Session[] = []
    for (const [i, where] of [path, path, other, path].entries()) {
      sessions.push(
        await recorded(where, [
          ['upstream', `say word ${i} word`],
          ['downstream', i === 1 ? 'no' : 'word'],
        ]),
      )
    }
    const live = await path.connect()
    await live.client.send('word')
    await live.peer.gets(4)
    await scope.api.sessionWhen(live.session.id, 'recorded', ({ upstreamBytes }) => upstreamBytes === 4)

    const all = await search(scope, 'all', { text: 'word' })
    const newestFirst = [live.session.id, ...sessions.map(({ id }) => id).toReversed()]
    expect([...new Set(all.matches.map(({ session }) => session))]).toEqual(newestFirst)
    expect(all.end).toMatchObject({
      done: 'complete',
      matches: 12,
      totalBytes: null,
      searchedSessions: 5,
      totalSessions: 5,
      liveSessions: 1,
    })
    const filtered = await search(scope, 'all', { text: 'word', listener: other.listener.id })
    expect(filtered.matches.map(({ session }) => session)).toEqual(Array(3).fill(sessions[2]!.id))
    expect(filtered.end).toMatchObject({ searchedSessions: 1, totalSessions: 1 })
    const closed = await search(scope, 'all', { text: 'word', state: 'closed', direction: 'downstream' })
    expect(closed.matches.map(({ session }) => session)).toEqual(
      [3, 2, 0].map((number) => sessions[number]!.id),
    )

    const early = await search(scope, 'all', { text: 'word', to: sessions[0]!.startedAtMs })
    expect(early.end).toMatchObject({ matches: 0, totalSessions: 0 })

    // Piece by piece the same.
    const pieces: Match[] = []
    let cursor: string | null = null
    do {
      const query: Query = { text: 'word', limit: 2, ...(cursor === null ? {} : { cursor }) }
      const piece: Answer = await search(scope, 'all', query)
      pieces.push(...piece.matches)
      cursor = piece.end.next
    } while (cursor !== null)
    expect(pieces).toEqual(all.matches)
  })

  it('[SEARCH24] a session with many matches does not use up the limit when each may have only some', async () => {
    const { scope, path } = await setUp()
    const few = await recorded(path, [['downstream', 'word']])
    const many = await recorded(path, [
      ['upstream', 'word '.repeat(400)],
      ['downstream', 'word'],
    ])
    const query = { text: 'word', limit: 10, perSession: 3 }
    const { matches, end } = await search(scope, 'all', query)
    expect(matches.map(({ session, offset }) => [session, offset])).toEqual([
      [many.id, 0],
      [many.id, 5],
      [many.id, 10],
      [few.id, 0],
    ])
    expect(end).toMatchObject({ done: 'complete', searchedSessions: 2, next: null })
    const all = await search(scope, 'all', { ...query, limit: 1000, perSession: 401 })
    expect(all.matches.slice(-2).map(({ session, direction }) => [session, direction])).toEqual([
      [many.id, 'downstream'],
      [few.id, 'downstream'],
    ])
  })

  it('[SEARCH22] more sessions than a page of the list are all searched; one that is broken is counted', async () => {
    const { scope, path } = await setUp()
    const ids: SessionId[] = []
    for (let i = 0; i < 230; i++) {
      // Their sessions are looked for once, at the end.
      const client = own(await Peer.connect(path.port))
      const peer = own(await path.target.next())
      await client.send(`number ${i};`)
      await peer.gets(`number ${i};`.length)
      client.finish()
      peer.finish()
    }
    await until('all sessions to be over', async () => {
      const page = await scope.api.sessionPage('limit=1000')
      ids.splice(0, ids.length, ...page.sessions.map(({ id }) => id))
      return page.sessions.length === 230 && page.sessions.every(({ close }) => close !== null)
    })
    const { folder } = await readSessionFiles(scope.dataDir, ids[40]!)
    const index = await open(join(folder, 'frames.idx'), 'r+')
    await index.write('this is no index')
    await index.close()
    const { matches, end } = await search(scope, 'all', { regexp: 'number \\d+;' })
    expect(matches.map(({ session }) => session)).toEqual(ids.filter((_, i) => i !== 40))
    expect(end).toMatchObject({
      done: 'complete',
      searchedSessions: 230,
      totalSessions: 230,
      unreadableSessions: 1,
    })
  })
})
