import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { SessionId } from '@tcpscope/shared/base'
import type { Session, SessionPatch } from '@tcpscope/shared/api'
import { disposeAll, type Dispose } from '../base/emitter.ts'
import type { Api } from '../data/api.ts'
import type { LiveClient } from '../live/liveClient.ts'

/** What people say of a session. */
export type Remarks = Pick<Session, 'starred' | 'comment'>

export interface RemarksState {
  /** What this page said and the sessions it shows may not say yet. */
  readonly own: ReadonlyMap<SessionId, SessionPatch>
}

export interface RemarksStore extends Pick<
  StoreApi<RemarksState>,
  'getState' | 'getInitialState' | 'subscribe'
> {
  /**
   * Changes what is said of a session. It is shown at once, also while the view is frozen: a person asked for it.
   * @throws ApiError when the server refused; then it is shown as it was
   */
  change(id: SessionId, patch: SessionPatch): Promise<void>
  dispose: Dispose
}

/** What is said of one session while requests about it are under way. */
interface Saying {
  /** What the server took; null: nothing of it. */
  settled: SessionPatch | null
  /** What it has not answered yet, oldest first. */
  readonly asked: SessionPatch[]
}

function saidBy({ settled, asked }: Saying): SessionPatch | null {
  return asked.length === 0 ? settled : Object.assign({}, settled, ...asked)
}

/**
 * Stars and comments that were set here, laid over the sessions that lists and headers show. News of a session that
 * say otherwise, when no request of ours is under way, come from somebody else: they count.
 */
export function createRemarks(
  live: Pick<LiveClient, 'events'>,
  api: Pick<Api, 'changeSession'>,
): RemarksStore {
  const store = createStore<RemarksState>()(() => ({ own: new Map() }))
  const underWay = new Map<SessionId, Saying>()

  function put(id: SessionId, patch: SessionPatch | null): void {
    const own = new Map(store.getState().own)
    if (patch) own.set(id, patch)
    else own.delete(id)
    store.setState({ own })
  }
  function forgetSettled(): void {
    const own = [...store.getState().own].filter(([id]) => underWay.has(id))
    store.setState({ own: new Map(own) })
  }

  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    change: async (id, patch) => {
      const saying = underWay.get(id) ?? { settled: store.getState().own.get(id) ?? null, asked: [] }
      saying.asked.push(patch)
      underWay.set(id, saying)
      put(id, saidBy(saying))
      try {
        await api.changeSession(id, patch)
        saying.settled = { ...saying.settled, ...patch }
      } finally {
        saying.asked.splice(saying.asked.indexOf(patch), 1)
        if (saying.asked.length === 0) underWay.delete(id)
        put(id, saidBy(saying))
      }
    },
    dispose: disposeAll([
      live.events.on('hello', forgetSettled),
      live.events.on('resync', forgetSettled),
      live.events.on('sessions', ({ upserts, removed }) => {
        const { own } = store.getState()
        for (const session of upserts) {
          const said = own.get(session.id)
          if (said && !underWay.has(session.id) && differs(session, said)) put(session.id, null)
        }
        for (const id of removed) if (own.has(id)) put(id, null)
      }),
    ]),
  }
}

function differs(session: Remarks, said: SessionPatch): boolean {
  const { starred = session.starred, comment = session.comment } = said
  return starred !== session.starred || comment !== session.comment
}

/** What is said of a session now. */
export function useRemarks(store: RemarksStore, session: Remarks & Pick<Session, 'id'>): Remarks {
  const own = useStore(store, (state) => state.own.get(session.id))
  return { starred: own?.starred ?? session.starred, comment: own?.comment ?? session.comment }
}
