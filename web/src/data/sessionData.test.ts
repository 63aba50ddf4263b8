import type { FramePage, FrameQuery, Session, SessionMark } from '@tcpscope/shared/api'
import type { ByteRange, Direction, SessionId } from '@tcpscope/shared/base'
import { createStore } from 'zustand/vanilla'
import { describe, expect, it } from 'vitest'
import { Emitter } from '../base/emitter.ts'
import type { AsOfState } from '../live/asOfStore.ts'
import type { FeedEvents, FeedState, SessionFeed } from '../live/sessionFeed.ts'
import { sessionData, streamLength } from './sessionData.ts'

const ID = '00000000-0000-7000-8000-000000000001' as SessionId

function sessionOf(upstreamBytes: number, downstreamBytes: number, records: number): Session {
  return { id: ID, upstreamBytes, downstreamBytes, records } as Session
}

function feedOf(state: Pick<FeedState, 'session' | 'marks'>) {
  const files = { hex: '', upstream: '', downstream: '', zip: '' }
  const store = createStore<FeedState>()(() => ({ ...state, files }))
  const events = new Emitter<FeedEvents>()
  const tiles = createStore<{ readonly lanes: null }>()(() => ({ lanes: null }))
  const asOf = createStore<AsOfState>()(() => ({ timeNs: null, error: null }))
  const nothing = { setLanes: () => {}, setTail: () => {}, retryAsOf: () => {} }
  const feed: SessionFeed = { id: ID, store, whole: store, asOf, tiles, events, ...nothing }
  return { feed, store, events }
}

/** A server whose answers are counted. */
function apiOf() {
  const asked = { bytes: [] as { direction: Direction; range: ByteRange }[], frames: [] as FrameQuery[] }
  const api = {
    bytes: (_: SessionId, direction: Direction, range: ByteRange) => {
      asked.bytes.push({ direction, range })
      return asked.bytes.length === 1
        ? Promise.reject(new Error('The server does not answer.'))
        : Promise.resolve(new Uint8Array(range.end - range.start).fill(7))
    },
    frames: (_: SessionId, query: FrameQuery): Promise<FramePage> => {
      asked.frames.push(query)
      return Promise.resolve({ from: 0, next: 3, records: 3, frames: [] })
    },
  }
  return { api, asked }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))
const gap: SessionMark = { code: 'gap', direction: 'upstream', timeNs: 9, offset: 100, length: 50 }

describe('the data of an opened session', () => {
  it('[DATA1] is one for all panes of a feed', () => {
    const { feed } = feedOf({ session: sessionOf(0, 0, 0), marks: [] })
    const { api } = apiOf()
    expect(sessionData(feed, api)).toBe(sessionData(feed, api))
  })

  it('[DATA2] grows with the session, pushed bytes and gaps', () => {
    const { feed, store, events } = feedOf({ session: sessionOf(100, 5, 1), marks: [] })
    const { pages, frames } = sessionData(feed, apiOf().api)
    expect([pages.upstream.length, pages.downstream.length, frames.records]).toEqual([100, 5, 1])
    events.emit('bytes', { direction: 'downstream', offset: 5, payload: Uint8Array.of(1, 2, 3) })
    expect(pages.downstream.slice(5, 8).bytes).toEqual(Uint8Array.of(1, 2, 3))
    store.setState({ session: sessionOf(150, 8, 4), marks: [gap] })
    expect(pages.upstream.slice(100, 150).complete).toBe(true)
    expect(pages.upstream.gaps).toEqual([{ start: 100, end: 150 }])
    expect(frames.records).toBe(4)
    expect(streamLength(sessionOf(100, 0, 0), 'upstream', pages.upstream.gaps)).toBe(150)
  })

  it('[DATA4] what was pushed is drawn when it is told, once', () => {
    const { feed, events } = feedOf({ session: sessionOf(100, 5, 1), marks: [] })
    const { pages, frames } = sessionData(feed, apiOf().api)
    const told: string[] = []
    pages.upstream.changes.subscribe(() => told.push('upstream'))
    pages.downstream.changes.subscribe(() => told.push('downstream'))
    frames.changes.subscribe(() => told.push('frames'))
    events.emit('bytes', { direction: 'downstream', offset: 0, payload: Uint8Array.of(1, 2, 3) })
    events.emit('bytes', { direction: 'downstream', offset: 3, payload: Uint8Array.of(4, 5) })
    events.emit('records', { from: 0, payload: new Uint8Array(64) })
    expect(told).toEqual([])
    events.emit('news', null)
    events.emit('news', null)
    expect(told).toEqual(['downstream', 'frames'])
  })

  it('[DATA3] after missed pushes what failed is tried again and frames are read anew', async () => {
    const { feed, events } = feedOf({ session: sessionOf(16, 0, 3), marks: [] })
    const { api, asked } = apiOf()
    const { pages, frames } = sessionData(feed, api)
    pages.upstream.open().want([{ start: 0, end: 16 }])
    frames.open().want({ records: { start: 0, end: 3 } })
    await settled()
    expect(pages.upstream.slice(0, 16).error).toBe('The server does not answer.')
    expect(frames.at(0)).toBeNull()
    events.emit('stale', { reason: 'reconnected' })
    await settled()
    expect(pages.upstream.slice(0, 16)).toMatchObject({ complete: true, error: null })
    expect(frames.at(0)).toBeNull()
    expect(asked.frames).toHaveLength(2)
    expect(asked.bytes).toHaveLength(2)
  })
})
