import { createStore } from 'zustand/vanilla'
import type { FramePage, FrameRow, TileList, TileQuery } from '@tcpscope/shared/api'
import { nanos } from '@tcpscope/shared/base'
import { encodeRecord, RECORD_SIZE } from '@tcpscope/shared/capture'
import { TileBuilder, tileWidth } from '@tcpscope/shared/trace'
import { Emitter } from '../base/emitter.ts'
import { createApi, type Api } from '../data/api.ts'
import { createAsOf } from '../live/asOfStore.ts'
import type { FeedEvents, FeedState, LaneTiles, SessionFeed } from '../live/sessionFeed.ts'
import type { LaneView } from '../live/subscription.ts'
import type { Scene } from './scene.ts'

/** The server's side of a scene: what it would answer and push. */
export interface ScenePlay {
  readonly scene: Scene
  readonly feed: SessionFeed
  readonly api: Api
  /** So many more frames, where the scene can grow. */
  readonly grow: (count?: number) => void
}

export function playScene(scene: Scene): ScenePlay {
  const files = { hex: '', upstream: '', downstream: '', zip: '' }
  const store = createStore<FeedState>()(() => ({ session: scene.session, marks: scene.marks, files }))
  const tiles = createStore<{ readonly lanes: LaneTiles | null }>()(() => ({ lanes: null }))
  const events = new Emitter<FeedEvents>()
  const past = createAsOf(store, (query) => answers(scene).frames(scene.session.id, query))
  let lanes: LaneView | null = null

  const pushTiles = () => {
    if (lanes) tiles.setState({ lanes: { view: lanes, list: tilesOf(scene, lanes) } })
  }
  const feed: SessionFeed = {
    id: scene.session.id,
    store: past.store,
    whole: store,
    asOf: past.state,
    retryAsOf: past.retry,
    tiles,
    events,
    setLanes: (view) => {
      lanes = view
      pushTiles()
    },
    setTail: () => undefined,
  }
  const grow = (count = 1) => {
    for (let i = 0; i < count; i++) {
      const row = scene.grow?.()
      if (!row) break
      const { direction, offset, length, record } = row
      const payload = Uint8Array.from({ length }, (_, at) => scene.byte(direction, offset + at))
      events.emit('bytes', { direction, offset, payload })
      events.emit('records', { from: record, payload: encode(row) })
    }
    store.setState({ session: scene.session })
    events.emit('news', null)
    pushTiles()
  }
  return { scene, feed, grow, api: { ...createApi(), ...answers(scene) } }
}

function answers(scene: Scene): Pick<Api, 'bytes' | 'frames' | 'timeline'> {
  return {
    bytes: (_id, direction, { start, end }, signal) => {
      if (scene.trouble === 'fails') return Promise.reject(new Error('The server does not answer.'))
      if (scene.trouble === 'hangs') return forever(signal)
      return Promise.resolve(
        Uint8Array.from({ length: end - start }, (_, i) => scene.byte(direction, start + i)),
      )
    },
    frames: (_id, query) =>
      Promise.resolve(framePage(scene, query.from ?? findFrame(scene, query), query.limit ?? 500)),
    timeline: (_id, query) => Promise.resolve(tilesOf(scene, query)),
  }
}

function forever(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')))
  })
}

function findFrame(
  scene: Scene,
  { direction = 'upstream', offset = 0 }: { direction?: FrameRow['direction']; offset?: number },
): number {
  const found = scene.recordAt(direction, offset)
  return found < 0 ? scene.session.records : found
}

function framePage(scene: Scene, from: number, limit: number): FramePage {
  const { records } = scene.session
  const next = Math.min(records, from + limit)
  const frames: FrameRow[] = []
  for (let record = from; record < next; record++) {
    const row = scene.frame(record)
    if (row) frames.push(row)
  }
  return { from, next, records, frames }
}

function tilesOf(scene: Scene, { level, first, last }: TileQuery): TileList {
  const builders = Array.from({ length: last - first + 1 }, (_, i) => new TileBuilder(level, first + i))
  const end = (last + 1) * tileWidth(level)
  for (let record = 0; record < scene.session.records; record++) {
    const row = scene.frame(record)
    if (!row) continue
    if (row.readNs > end) break
    const frame = toRecord(row)
    for (const builder of builders) builder.add(frame, record)
  }
  return {
    untilNs: scene.session.durationNs,
    tiles: builders.map((builder) => builder.build(true, scene.session.durationNs)),
  }
}

function toRecord(row: FrameRow) {
  const times = {
    readNs: nanos(row.readNs),
    takenNs: nanos(row.takenNs),
    loggedNs: nanos(row.loggedNs),
    textNs: nanos(row.textNs),
  }
  return {
    kind: 'frame' as const,
    otherNumber: 0,
    detail: 0,
    atOnce: row.takenNs - row.readNs < 1_000_000 && row.takenNs !== 0,
    ...row,
    ...times,
  }
}

function encode(row: FrameRow): Uint8Array {
  const bytes = new Uint8Array(RECORD_SIZE)
  encodeRecord(new DataView(bytes.buffer), 0, toRecord(row))
  return bytes
}
