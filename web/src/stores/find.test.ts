import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as limits from '@tcpscope/shared/api'
import type { Match, MatchQuery, SearchEnd, SearchLine, SearchProgress } from '@tcpscope/shared/api'
import type { Direction } from '@tcpscope/shared/base'
import { ApiError, type SearchLines } from '../data/api.ts'
import { createFind, FIND_LIMIT } from './find.ts'
import { MAX_MATCHES } from './matchList.ts'
import { MAX_PATTERN, NO_PATTERN, SEARCH_SECONDS, type SearchPattern } from './searchRun.ts'
import { createSelectionStore } from './selection.ts'
import { testId } from './testSession.ts'
import type { BytePlace } from './viewport.ts'

const ID = testId(1)
const PASS: SearchPattern = { ...NO_PATTERN, source: 'PASS' }

const extent = { searchedBytes: 50, totalBytes: 100, searchedSessions: 0, totalSessions: 1 }
const progress: SearchProgress = { type: 'progress', waiting: 0, ...extent }
const end = (done: SearchEnd['done'], next: string | null = null): SearchEnd => ({
  type: 'end',
  done,
  message: null,
  matches: 0,
  ...extent,
  liveSessions: 0,
  unreadableSessions: 0,
  next,
})
const match = (direction: Direction, offset: number, record: number, length = 4): Match => ({
  type: 'match',
  session: ID,
  direction,
  offset,
  length,
  record,
})

/** A server whose searches answer when the test says so. */
class SearchServer {
  readonly asked: { readonly query: MatchQuery; readonly signal: AbortSignal }[] = []
  #say: ((lines: readonly SearchLine[] | Error) => void)[] = []
  #said: (readonly SearchLine[] | Error)[] = []

  matches = (_: unknown, query: MatchQuery, signal: AbortSignal): SearchLines => {
    this.asked.push({ query, signal })
    const next = () =>
      new Promise<readonly SearchLine[]>((resolve, reject) => {
        const say = (lines: readonly SearchLine[] | Error) =>
          lines instanceof Error ? reject(lines) : resolve(lines)
        const waiting = this.#said.shift()
        if (waiting) say(waiting)
        else this.#say.push(say)
        signal.addEventListener('abort', () => {
          this.#say = this.#say.filter((one) => one !== say)
          reject(new DOMException('', 'AbortError'))
        })
      })
    return {
      [Symbol.asyncIterator]: () => ({ next: async () => ({ done: false, value: await next() }) }),
    }
  }

  /** The next lines of the search that is on, and time for the page to take them. */
  async say(...lines: SearchLine[]): Promise<void> {
    await this.#tell(lines)
  }

  async fail(error: Error): Promise<void> {
    await this.#tell(error)
  }

  async #tell(what: readonly SearchLine[] | Error): Promise<void> {
    const say = this.#say.shift()
    if (say) say(what)
    else this.#said.push(what)
    await vi.advanceTimersByTimeAsync(300)
  }
}

function setUp(recorded: Record<Direction, number> = { upstream: 100, downstream: 100 }) {
  const server = new SearchServer()
  const selection = createSelectionStore()
  const find = createFind(server, selection)
  const target = { id: ID, recorded: () => ({ ...recorded }) }
  find.attach(target)
  find.show()
  const place = () => {
    const { direction, range } = selection.getState()
    return direction && range ? `${direction} ${range.start}` : null
  }
  return { server, selection, find, place, recorded }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('finding in a session', () => {
  it('[FIND1] selects the first match as soon as it is told, and steps in order of time, round and round', async () => {
    const { server, find, place } = setUp()
    find.search(PASS)
    expect(server.asked[0]?.query).toEqual({
      text: 'PASS',
      ignoreCase: true,
      limit: FIND_LIMIT,
      timeLimit: SEARCH_SECONDS,
    })
    await server.say(progress, match('upstream', 10, 2), match('upstream', 50, 6))
    expect(place()).toBe('upstream 10')
    expect(find.getState().run.phase).toBe('running')
    await server.say(match('downstream', 0, 1), match('downstream', 70, 4), end('complete'))
    expect(find.getState().run).toMatchObject({ phase: 'ended' })
    // The other direction is told afterwards: its match was there first.
    expect([find.rank(), find.matches.size, place()]).toEqual([0, 4, 'downstream 0'])
    const places = Array.from({ length: 4 }, () => {
      find.step(1)
      return place()
    })
    expect(places).toEqual(['upstream 10', 'downstream 70', 'upstream 50', 'downstream 0'])
    find.step(-1)
    find.step(-1)
    expect(place()).toBe('downstream 70')
  })

  it('[FIND12] the bar is to have the focus from the wish until it has taken it, once a wish', () => {
    const { find } = setUp()
    const wants = () => find.getState().wantsFocus
    expect(wants()).toBe(true)
    find.focused()
    expect(wants()).toBe(false)
    find.show()
    expect(wants()).toBe(true)
    find.hide()
    find.showFor(ID, PASS)
    expect(wants()).toBe(false)
  })

  it('[FIND10] tells when it has gone on from the other end, and no longer than at that match', async () => {
    const { server, find, selection } = setUp()
    const wrap = () => find.getState().wrap
    find.search(PASS)
    await server.say(match('upstream', 10, 2), match('upstream', 50, 6), end('complete'))
    expect(wrap()).toBeNull()
    const wraps = ([1, 1, -1, 1, 1, 1] as const).map((by) => {
      find.step(by)
      return wrap()
    })
    expect(wraps).toEqual([null, 'start', 'end', 'start', null, 'start'])
    // Behind the selected byte there is none: the search itself begins anew.
    selection.select({
      sessionId: ID,
      direction: 'upstream',
      range: { start: 60, end: 61 },
      record: 7,
      origin: 'hex',
    })
    find.search({ ...PASS })
    expect(wrap()).toBeNull()
    await server.say(match('upstream', 10, 2), match('upstream', 50, 6), end('complete'))
    expect([find.rank(), wrap()]).toEqual([0, 'start'])
    // From a byte that was selected meanwhile, too.
    find.step(1)
    expect(wrap()).toBeNull()
    selection.select({
      sessionId: ID,
      direction: 'upstream',
      range: { start: 5, end: 6 },
      record: 1,
      origin: 'hex',
    })
    find.step(-1)
    expect([find.rank(), wrap()]).toEqual([1, 'end'])
  })

  it('[FIND2] begins at the selected byte, and steps from what was selected meanwhile', async () => {
    const { server, find, selection, place } = setUp()
    const select = (start: number) =>
      selection.select({
        sessionId: ID,
        direction: 'upstream',
        range: { start, end: start + 1 },
        origin: 'hex',
      })
    select(30)
    find.search(PASS)
    await server.say(match('upstream', 10, 1))
    expect(place()).toBe('upstream 30')
    await server.say(match('upstream', 40, 2), match('upstream', 60, 3), end('complete'))
    expect(place()).toBe('upstream 40')
    select(55)
    find.step(1)
    expect(place()).toBe('upstream 60')
    select(55)
    find.step(-1)
    expect(place()).toBe('upstream 40')
    select(90)
    find.search({ ...PASS, direction: 'upstream' })
    await server.say(match('upstream', 10, 1), end('complete'))
    expect(place()).toBe('upstream 10')
  })

  it('[FIND9] looks from the selected byte, else from what is in view, through both directions in one order', async () => {
    const { server, selection } = setUp()
    const find = createFind(server, selection)
    let view: BytePlace | null = null
    find.attach({
      id: ID,
      recorded: () => ({ upstream: 100, downstream: 100 }),
      recordOf: (_, offset) => (offset === 30 ? 4 : null),
      inView: () => view,
    })
    find.show()
    const found = async (meanwhile?: () => void) => {
      find.search({ ...PASS })
      await server.say(match('upstream', 10, 1), match('upstream', 60, 9))
      meanwhile?.()
      await server.say(match('downstream', 0, 2), match('downstream', 40, 7), end('complete'))
      const { direction, range } = selection.getState()
      return `${direction} ${range?.start}`
    }
    const select = (direction: Direction, start: number) =>
      selection.select({ sessionId: ID, direction, range: { start, end: start + 1 }, origin: 'hex' })

    // In view or selected is a byte of frame 4: the next match is in frame 7, of the other direction.
    view = { direction: 'upstream', offset: 30, record: 4 }
    expect(await found()).toBe('downstream 40')
    select('upstream', 30)
    view = null
    expect(await found()).toBe('downstream 40')
    // Behind the last one it begins anew at the first.
    select('downstream', 90)
    expect(await found()).toBe('upstream 10')
    // A person who has stepped on is not taken back.
    selection.clear(ID)
    view = { direction: 'upstream', offset: 20, record: 1 }
    expect(await found(() => find.step(1))).toBe('upstream 10')
    find.step(1)
    expect(selection.getState()).toMatchObject({ direction: 'downstream', range: { start: 0 } })
    // Stepping from a byte that was selected meanwhile goes to the nearest of both directions, too.
    select('upstream', 30)
    find.step(1)
    expect(selection.getState()).toMatchObject({ direction: 'downstream', range: { start: 40 } })
    select('upstream', 30)
    find.step(-1)
    expect(selection.getState()).toMatchObject({ direction: 'downstream', range: { start: 0 } })
  })

  it('[FIND3] another pattern, hiding and leaving end the request; its late lines change nothing', async () => {
    const { server, find, selection } = setUp()
    find.search(PASS)
    find.search({ ...PASS, kind: 'hex', source: 'de ad' })
    expect(server.asked.map(({ signal }) => signal.aborted)).toEqual([true, false])
    expect(server.asked[1]?.query).toEqual({ hex: 'de ad', limit: FIND_LIMIT, timeLimit: SEARCH_SECONDS })
    find.hide()
    expect(server.asked[1]?.signal.aborted).toBe(true)
    await server.say(match('upstream', 1, 1))
    expect([find.matches.size, selection.getState().range, find.getState().run.phase]).toEqual([
      0,
      null,
      'none',
    ])
    find.show()
    const leave = find.attach({ id: testId(2), recorded: () => ({ upstream: 0, downstream: 0 }) })
    expect(server.asked).toHaveLength(4)
    leave()
    expect(server.asked[3]?.signal.aborted).toBe(true)
    expect(find.getState().sessionId).toBeNull()
  })

  it('[FIND4] cancelling keeps what was found; a limit can be gone on from', async () => {
    const { server, find } = setUp()
    find.search({ ...PASS, direction: 'downstream' })
    await server.say(progress, match('downstream', 1, 1))
    find.cancel()
    expect(server.asked[0]?.signal.aborted).toBe(true)
    expect(find.getState().run).toEqual({ phase: 'cancelled', progress })
    expect(find.matches.size).toBe(1)
    find.again()
    expect(find.matches.size).toBe(0)
    await server.say(match('downstream', 1, 1), end('limit', 'the cursor'))
    find.goOn()
    expect(server.asked[2]?.query).toMatchObject({ cursor: 'the cursor', direction: 'downstream' })
    await server.say(match('downstream', 9, 2), end('complete'))
    expect(find.matches.size).toBe(2)
    find.goOn()
    expect(server.asked).toHaveLength(3)
  })

  it('[FIND5] a live session: what is new is searched, with what may go on in it, and nothing twice', async () => {
    const recorded = { upstream: 100_000, downstream: 10 }
    const { server, find } = setUp(recorded)
    find.search(PASS)
    await server.say(match('upstream', 5, 1), match('upstream', 99_990, 2), match('upstream', 99_998, 2, 2))
    await server.say(match('downstream', 1, 3), end('complete'))
    find.searchNew()
    expect(server.asked).toHaveLength(1)
    recorded.upstream = 200_000
    recorded.downstream = 20
    find.searchNew()
    expect(server.asked[1]?.query).toMatchObject({ direction: 'upstream', from: 100_000 - 65_536 })
    await server.say(match('upstream', 99_990, 2), match('upstream', 99_998, 2, 6), end('complete'))
    expect(server.asked[2]?.query).toMatchObject({ direction: 'downstream', from: 0 })
    await server.say(match('downstream', 1, 3), match('downstream', 12, 9), end('complete'))
    expect(find.getState()).toMatchObject({ run: { phase: 'ended' }, covered: recorded })
    expect(find.matches.size).toBe(5)
    expect(find.matches.at({ direction: 'upstream', index: 2 }).range).toEqual({
      start: 99_998,
      end: 100_004,
    })
  })

  it('[FIND6] a refusal says where, a lost answer why', async () => {
    const { server, find } = setUp()
    find.search(PASS)
    await server.fail(new ApiError('bad_pattern', 'No digit.', 'hex', 400, 3))
    expect(find.getState().run).toEqual({ phase: 'refused', message: 'No digit.', at: 3 })
    find.again()
    await server.fail(new ApiError('unreachable', 'The server does not answer.', null, 0))
    expect(find.getState().run).toEqual({ phase: 'lost', message: 'The server does not answer.' })
  })

  it('[FIND7] when no more matches can be held, going on lets the first ones go', async () => {
    const { server, find } = setUp()
    find.search(PASS)
    for (let from = 0; from < MAX_MATCHES; from += FIND_LIMIT) {
      const some = Array.from({ length: FIND_LIMIT }, (_, i) => match('upstream', (from + i) * 4, from + i))
      await server.say(...some, end('limit', `at ${from}`))
      expect(find.getState().letGo).toBe(0)
      if (from + FIND_LIMIT < MAX_MATCHES) find.goOn()
    }
    expect(find.matches.size).toBe(MAX_MATCHES)
    find.goOn()
    expect([find.matches.size, find.getState().letGo]).toEqual([0, MAX_MATCHES])
    await server.say(match('upstream', MAX_MATCHES * 4, MAX_MATCHES), end('complete'))
    expect(find.getState().current?.range.start).toBe(MAX_MATCHES * 4)
  })

  it("[FIND8] the limits are the server's", () => {
    expect(MAX_PATTERN).toBe(limits.MAX_PATTERN)
    expect(SEARCH_SECONDS).toBeLessThanOrEqual(limits.SEARCH_SECONDS.most)
    expect(FIND_LIMIT).toBeLessThanOrEqual(limits.MATCH_LIMIT.most)
  })
})
