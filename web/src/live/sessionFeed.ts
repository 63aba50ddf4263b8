import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Direction, SessionId } from '@tcpscope/shared/base'
import type { Session, SessionDetail, SessionMark, TileList } from '@tcpscope/shared/api'
import { Emitter } from '../base/emitter.ts'
import { ApiError, errorText, isAbort, type Api } from '../data/api.ts'
import { FreezeGate, type FreezeSource } from '../stores/freeze.ts'
import { createAsOf, type AsOfState, type AsOfStore } from './asOfStore.ts'
import type { LiveClient } from './liveClient.ts'
import { mergeMarks } from './marks.ts'
import { NewsPace } from './newsPace.ts'
import type { LaneView, StaleReason } from './subscription.ts'

/** What is known of a session now. Its counts are the watermark: all bytes and records below can be read. */
export interface FeedState {
  readonly session: Session
  /** In the order of time. */
  readonly marks: readonly SessionMark[]
  /** Names of the files in the session's folder. */
  readonly files: SessionDetail['files']
}

export interface LaneTiles {
  readonly view: LaneView
  readonly list: TileList
}

export interface FeedEvents {
  /** New bytes of a direction, pushed; the payload is a view: copy what is to be kept. Gaps are possible. */
  bytes: { direction: Direction; offset: number; payload: Uint8Array }
  /** New raw records of the frame index (64 bytes each), from record `from` on. Gaps are possible. */
  records: { from: number; payload: Uint8Array }
  /** What was pushed until now is to be drawn: at once, or, of a fast session, a few times a second. */
  news: null
  /** Pushes may have been missed, or (restarted) what was the newest may have changed: fetch anew. */
  stale: { reason: StaleReason }
}

/**
 * One opened session as its panes see it. State is in stores and stands still while the view is frozen, or goes
 * back to a moment; bytes and records come as events, frozen or not, for caches. The state of a fast session is
 * renewed as often as its `news` is told.
 */
export interface SessionFeed {
  readonly id: SessionId
  /** What panes show: the newest state, or what the session was at a moment. */
  readonly store: StoreApi<FeedState>
  /** The newest state; stands still while the view is frozen. */
  readonly whole: StoreApi<FeedState>
  /** Which moment `store` is of. */
  readonly asOf: Pick<StoreApi<AsOfState>, 'getState' | 'getInitialState' | 'subscribe'>
  /** Reads the moment again that could not be read. */
  readonly retryAsOf: () => void
  /** The newest tiles that were pushed for the lanes' view; null until the first came. */
  readonly tiles: StoreApi<{ readonly lanes: LaneTiles | null }>
  readonly events: Emitter<FeedEvents>
  /** Which tiles to push: at most MAX_TILES of one level; null: none. */
  setLanes(view: LaneView | null): void
  /** Directions whose new bytes are pushed; both at first. */
  setTail(tail: readonly Direction[]): void
}

/** How the opening of a session stands. */
export type OpenState =
  | { readonly phase: 'loading' }
  | { readonly phase: 'open'; readonly feed: SessionFeed }
  /** There is no such session, or it was deleted just now. */
  | { readonly phase: 'missing'; readonly message: string }
  | { readonly phase: 'failed'; readonly message: string }

export interface OpenedSession {
  readonly store: StoreApi<OpenState>
  /** Ends the subscription and everything that is under way. */
  close(): void
}

/** Follows one session: fetches what is known, and keeps it new through the live socket until `close`. */
export function openSession(
  { live, api, view }: { live: LiveClient; api: Api; view: FreezeSource },
  id: SessionId,
): OpenedSession {
  const opened = createStore<OpenState>()(() => ({ phase: 'loading' }))
  const tiles = createStore<{ readonly lanes: LaneTiles | null }>()(() => ({ lanes: null }))
  const events = new Emitter<FeedEvents>()
  const tileGate = new FreezeGate<LaneTiles>(view, (lanes) => tiles.setState({ lanes }))
  let stateGate: FreezeGate<FeedState> | null = null
  let past: AsOfStore<FeedState> | null = null
  let newest: FeedState | null = null
  let shown: FeedState | null = null
  const pace = new NewsPace(tell)
  // The push that came before the answer of the fetch; and how new the news is that is shown: neither a push
  // nor an answer may take it back.
  let early: { session: Session; marks: SessionMark[]; seq: number } | null = null
  let asOf = -1
  let abort = new AbortController()

  const subscription = live.subscribe(
    id,
    { tail: ['upstream', 'downstream'], frames: true },
    {
      session: (session, marks, seq) => {
        if (!newest) early = { session, marks, seq }
        else if (seq > asOf) {
          asOf = seq
          show({ ...newest, session, marks: mergeMarks(newest.marks, marks) })
        }
      },
      bytes: (direction, offset, payload) => {
        events.emit('bytes', { direction, offset, payload })
        // Else the state that tells of them follows.
        if (newest && offset < recorded(newest.session, direction)) pace.completed()
      },
      records: (from, payload) => {
        events.emit('records', { from, payload })
        if (newest && from < newest.session.records) pace.completed()
      },
      lanes: (laneView, list) => tileGate.push({ view: laneView, list }),
      stale: (reason) => {
        if (reason === 'restarted') asOf = -1
        events.emit('stale', { reason })
        void load()
      },
      gone: () => opened.setState({ phase: 'missing', message: 'This session was deleted.' }, true),
      error: (_code, message) => {
        // What the fetch says of a session that does not exist is better.
        if (opened.getState().phase === 'loading') opened.setState({ phase: 'failed', message }, true)
      },
    },
  )

  function show(state: FeedState): void {
    newest = state
    if (shown) pace.moved(shown.session, state.session)
  }

  function tell(): void {
    if (!newest) return
    if (shown !== newest) stateGate?.push(newest)
    shown = newest
    events.emit('news', null)
  }

  function momentOf({ asOf: moment }: ReturnType<FreezeSource['getState']>): number | null {
    return moment?.sessionId === id ? moment.timeNs : null
  }

  function begin(state: FeedState): void {
    newest = state
    shown = state
    const whole = createStore<FeedState>()(() => state)
    stateGate = new FreezeGate<FeedState>(view, (shown) => whole.setState(shown, true))
    past = createAsOf(whole, (query, signal) => api.frames(id, query, signal))
    past.show(momentOf(view.getState()))
    const feed: SessionFeed = {
      id,
      store: past.store,
      whole,
      asOf: past.state,
      retryAsOf: past.retry,
      tiles,
      events,
      setLanes: (laneView) => subscription.setLanes(laneView),
      setTail: (tail) => subscription.setTail(tail),
    }
    opened.setState({ phase: 'open', feed }, true)
  }

  async function load(): Promise<void> {
    abort.abort()
    const request = new AbortController()
    abort = request
    try {
      const detail = await api.session(id, request.signal)
      if (request.signal.aborted) return
      if (newest && detail.asOf < asOf) return
      const { session, marks, files } = detail
      asOf = detail.asOf
      const state = { session, marks: mergeMarks([], marks), files }
      if (newest) show(state)
      else begin(state)
      if (early && early.seq > asOf && newest) {
        asOf = early.seq
        show({ ...newest, session: early.session, marks: mergeMarks(newest.marks, early.marks) })
      }
      early = null
    } catch (error) {
      if (isAbort(error)) return
      if (error instanceof ApiError && error.code === 'session_not_found') {
        opened.setState({ phase: 'missing', message: error.message }, true)
      } else if (!newest) {
        opened.setState({ phase: 'failed', message: errorText(error) }, true)
      }
    }
  }

  const stopView = view.subscribe((next, before) => {
    if (next.asOf !== before.asOf) past?.show(momentOf(next))
  })
  void load()
  return {
    store: opened,
    close: () => {
      abort.abort()
      pace.stop()
      subscription.close()
      stopView()
      past?.dispose()
      stateGate?.dispose()
      tileGate.dispose()
    },
  }
}

function recorded({ upstreamBytes, downstreamBytes }: Session, direction: Direction): number {
  return direction === 'upstream' ? upstreamBytes : downstreamBytes
}
