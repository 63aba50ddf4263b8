import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Session } from '@tcpscope/shared/api'
import type { SessionId } from '@tcpscope/shared/base'
import { disposeAll, type Dispose } from '../base/emitter.ts'
import { formatAge, formatBytes, plural } from '../base/format.ts'
import type { LiveClient } from '../live/liveClient.ts'
import { Digest } from './digest.ts'
import type { ListenersStore } from './listeners.ts'
import type { NoticeSettingsStore } from './noticeSettings.ts'
import type { ServerStore } from './server.ts'
import type { SessionListStore } from './sessionList.ts'
import { SessionNews } from './sessionNews.ts'

/** Something that happened elsewhere, in the words of a toast. */
export interface NoticeItem {
  /** One toast an id: a later notice with the same id replaces the earlier. */
  readonly id: string
  readonly tone: 'bad' | 'good' | 'plain'
  readonly title: string
  readonly message: string
  /** The session it is about; null: none, or several. */
  readonly sessionId: SessionId | null
}

export interface NoticesStore extends Pick<
  StoreApi<{ readonly items: readonly NoticeItem[] }>,
  'getState' | 'getInitialState' | 'subscribe'
> {
  /** It was read, or went by itself. */
  dismiss(id: string): void
  dispose: Dispose
}

interface Sources {
  readonly live: Pick<LiveClient, 'events'>
  readonly server: Pick<ServerStore, 'subscribe'>
  readonly listeners: Pick<ListenersStore, 'subscribe'>
  readonly sessions: Pick<SessionListStore, 'subscribe'>
  readonly settings: Pick<NoticeSettingsStore, 'getState'>
}

const FAILED = 'sessions-failed'
const STARTED = 'sessions-started'
/** The server being away for less is not worth a word when it is back, ms. */
const SHORT_MS = 3000

/** Notices of what fails or comes while one looks elsewhere: never more than one toast of a kind. */
export function createNotices({ live, server, listeners, sessions, settings }: Sources): NoticesStore {
  const store = createStore<{ items: readonly NoticeItem[] }>()(() => ({ items: [] }))
  const put = (item: NoticeItem) =>
    store.setState(({ items }) => ({ items: [...items.filter(({ id }) => id !== item.id), item] }))

  const news = new SessionNews()
  const failed = new Digest<Session>((count, newest) => put(failedWords(count, newest)))
  const started = new Digest<Session>((count, newest) => put(startedWords(count, newest)))

  const watchSessions = disposeAll([
    live.events.on('hello', () => news.forget()),
    // What was left out may have been the ends of sessions.
    live.events.on('resync', () => news.forget()),
    sessions.subscribe(({ fetched, window }, before) => {
      if (fetched !== before.fetched) news.begin(window.rows)
    }),
    live.events.on('sessions', ({ upserts, removed }) => {
      const { started: fresh, failed: broken } = news.take(upserts, removed)
      const wanted = settings.getState()
      if (wanted.failures) failed.add(broken)
      if (wanted.sessions) started.add(fresh)
    }),
  ])

  const watchListeners = listeners.subscribe(({ listeners: now }, before) => {
    if (!settings.getState().failures || before.phase !== 'ready') return
    const states = new Map(before.listeners.map(({ id, state }) => [id, state]))
    for (const { id, name, state, error } of now) {
      const was = states.get(id)
      if (state !== 'failed' || was === undefined || was === 'failed') continue
      const message = error?.message ?? 'It accepts no connections.'
      put({ id: `listener-${id}`, tone: 'bad', title: `${name} failed`, message, sessionId: null })
    }
  })

  const watchServer = server.subscribe(({ live: now, status }, before) => {
    if (!settings.getState().failures) return
    const capture = captureWords(before.status?.captureError ?? null, status?.captureError ?? null)
    if (capture) put({ ...capture, message: `${capture.message} ${gapWords(status?.gapBytes ?? 0)}` })
    if (now.phase === 'live' && before.live.phase === 'reconnecting' && before.live.lostAtMs !== null) {
      const awayMs = Date.now() - before.live.lostAtMs
      if (awayMs >= SHORT_MS) put(backWords(awayMs))
    }
  })

  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    dismiss: (id) => {
      if (id === FAILED) failed.forget()
      if (id === STARTED) started.forget()
      store.setState(({ items }) => ({ items: items.filter((item) => item.id !== id) }))
    },
    dispose: disposeAll([watchSessions, watchListeners, watchServer, failed.dispose, started.dispose]),
  }
}

function failedWords(count: number, newest: Session): NoticeItem {
  const one = `#${newest.number} of ${newest.listenerName}`
  const why = newest.close?.text ?? 'the connection failed'
  return count === 1
    ? { id: FAILED, tone: 'bad', title: `Session ${one} failed`, message: why, sessionId: newest.id }
    : {
        id: FAILED,
        tone: 'bad',
        title: `${plural(count, 'session')} failed`,
        message: `The newest, ${one}: ${why}`,
        sessionId: newest.id,
      }
}

function startedWords(count: number, newest: Session): NoticeItem {
  const { id: sessionId, number, listenerName, client, target } = newest
  return {
    id: STARTED,
    tone: 'plain',
    title: plural(count, 'new session'),
    message: `${count === 1 ? '' : 'The newest, '}#${number} of ${listenerName}: ${client} to ${target}`,
    sessionId,
  }
}

function captureWords(before: string | null, now: string | null): NoticeItem | null {
  if (before === null && now !== null) {
    return { id: 'capture', tone: 'bad', title: 'Recording fails', message: now, sessionId: null }
  }
  if (before === null || now !== null) return null
  const message = 'What is forwarded from now on is recorded.'
  return { id: 'capture', tone: 'good', title: 'Recording works again', message, sessionId: null }
}

function gapWords(gapBytes: number): string {
  return gapBytes === 0 ? '' : `${formatBytes(gapBytes)} are missing from the capture so far.`
}

function backWords(awayMs: number): NoticeItem {
  const message = `It was away for ${formatAge(Math.round(awayMs / 1000))}; what is shown is up to date again.`
  return { id: 'server', tone: 'good', title: 'The server answers again', message, sessionId: null }
}
