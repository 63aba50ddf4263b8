import type { Direction, ListenerId, SessionId } from '@tcpscope/shared/base'
import type {
  ErrorBody,
  FramePage,
  FrameRow,
  Listener,
  ListenerList,
  ListenerPatch,
  NewListener,
  NewNote,
  Note,
  NoteList,
  Session,
  SessionDetail,
  SessionPage,
  SessionPatch,
  Status,
  TileList,
} from '@tcpscope/shared/api'
import { until } from './until.ts'

/** An answer that says no. */
export class RestError extends Error {
  readonly status: number
  readonly body: ErrorBody

  constructor(status: number, body: ErrorBody) {
    super(`${status} ${JSON.stringify(body)}`)
    this.status = status
    this.body = body
  }

  get code(): string {
    return this.body.error.code
  }
}

export type DownloadKind = 'hex' | 'upstream' | 'downstream' | 'trace' | 'zip'

/** The HTTP API as a program would use it. */
export class Rest {
  readonly base: string
  readonly #token: string

  /** @param base `http://host:port` */
  constructor(base: string, token: string) {
    this.base = base
    this.#token = token
  }

  /** The bare answer, whatever it says. */
  raw(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { authorization: `Bearer ${this.#token}`, ...(init.headers as Record<string, string>) }
    return fetch(`${this.base}${path}`, { ...init, headers })
  }

  /** @throws RestError when the answer is not a success */
  async #json<T>(method: string, path: string, body?: unknown): Promise<T> {
    const init: RequestInit = { method }
    if (body !== undefined) {
      init.body = JSON.stringify(body)
      init.headers = { 'content-type': 'application/json' }
    }
    const answer = await this.raw(path, init)
    const text = await answer.text()
    if (!answer.ok) throw new RestError(answer.status, JSON.parse(text) as ErrorBody)
    return (text === '' ? undefined : JSON.parse(text)) as T
  }

  async listeners(): Promise<Listener[]> {
    return (await this.#json<ListenerList>('GET', '/api/listeners')).listeners
  }

  createListener(settings: NewListener): Promise<Listener> {
    return this.#json('POST', '/api/listeners', settings)
  }

  patchListener(id: ListenerId, patch: ListenerPatch): Promise<Listener> {
    return this.#json('PATCH', `/api/listeners/${id}`, patch)
  }

  startListener(id: ListenerId): Promise<Listener> {
    return this.#json('POST', `/api/listeners/${id}/start`)
  }

  stopListener(id: ListenerId): Promise<Listener> {
    return this.#json('POST', `/api/listeners/${id}/stop`)
  }

  deleteListener(id: ListenerId): Promise<void> {
    return this.#json('DELETE', `/api/listeners/${id}`)
  }

  /** @param query for example `state=live&limit=10` */
  sessionPage(query = ''): Promise<SessionPage> {
    return this.#json('GET', `/api/sessions?${query}`)
  }

  /** Newest first. */
  async sessions(query = ''): Promise<Session[]> {
    return (await this.sessionPage(query)).sessions
  }

  detail(id: SessionId): Promise<SessionDetail> {
    return this.#json('GET', `/api/sessions/${id}`)
  }

  async session(id: SessionId): Promise<Session> {
    return (await this.detail(id)).session
  }

  closeSession(id: SessionId): Promise<unknown> {
    return this.#json('POST', `/api/sessions/${id}/close`)
  }

  patchSession(id: SessionId, patch: SessionPatch): Promise<Session> {
    return this.#json('PATCH', `/api/sessions/${id}`, patch)
  }

  async notes(id: SessionId): Promise<Note[]> {
    return (await this.#json<NoteList>('GET', `/api/sessions/${id}/notes`)).notes
  }

  createNote(id: SessionId, note: NewNote): Promise<Note> {
    return this.#json('POST', `/api/sessions/${id}/notes`, note)
  }

  deleteSession(id: SessionId): Promise<void> {
    return this.#json('DELETE', `/api/sessions/${id}`)
  }

  status(): Promise<Status> {
    return this.#json('GET', '/api/status')
  }

  tiles(id: SessionId, level: number, first: number, last: number): Promise<TileList> {
    return this.#json('GET', `/api/sessions/${id}/timeline?level=${level}&first=${first}&last=${last}`)
  }

  framePage(id: SessionId, query: string): Promise<FramePage> {
    return this.#json('GET', `/api/sessions/${id}/frames?${query}`)
  }

  /** All frames of a session, page by page. */
  async frames(id: SessionId): Promise<FrameRow[]> {
    const frames: FrameRow[] = []
    for (let from = 0; ;) {
      const page = await this.framePage(id, `from=${from}&limit=2000`)
      frames.push(...page.frames)
      if (page.next >= page.records || page.next === from) return frames
      from = page.next
    }
  }

  /** @param range a Range header's value, for example `bytes=0-9` */
  async bytes(id: SessionId, direction: Direction, range?: string): Promise<Buffer> {
    const headers: Record<string, string> = range === undefined ? {} : { range }
    return this.#body(`/api/sessions/${id}/bytes/${direction}`, { headers })
  }

  download(id: SessionId, kind: DownloadKind): Promise<Buffer> {
    return this.#body(`/api/sessions/${id}/download/${kind}`, {})
  }

  async #body(path: string, init: RequestInit): Promise<Buffer> {
    const answer = await this.raw(path, init)
    if (!answer.ok) throw new RestError(answer.status, (await answer.json()) as ErrorBody)
    return Buffer.from(await answer.arrayBuffer())
  }

  /** The nth session (from 1) of a listener, once it is listed. */
  nthSession(listener: ListenerId, number: number): Promise<Session> {
    return until(`session ${number} to be listed`, async () =>
      (await this.sessions(`listener=${listener}&limit=1000`)).find((session) => session.number === number),
    )
  }

  /** The session once it is as wanted. */
  sessionWhen(id: SessionId, what: string, wanted: (session: Session) => boolean): Promise<Session> {
    return until(`the session to be ${what}`, async () => {
      const session = await this.session(id)
      return wanted(session) && session
    })
  }

  /** The session once its connection is gone and its hex log, where it has one, is written. */
  sessionEnded(id: SessionId): Promise<Session> {
    return this.sessionWhen(
      id,
      'over',
      (session) => session.close !== null && (session.hexLog !== 'live' || session.hexLagBytes === 0),
    )
  }
}
