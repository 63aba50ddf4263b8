import type { ByteRange, Direction, ListenerId, NoteId, SessionId } from '@tcpscope/shared/base'
import type {
  ActivityList,
  ActivityQuery,
  AllMatchesQuery,
  Area,
  AreaQuery,
  BulkLine,
  BulkRequest,
  ErrorBody,
  ErrorCode,
  ExportQuery,
  FramePage,
  FrameQuery,
  Listener,
  ListenerList,
  ListenerPatch,
  MatchQuery,
  NewListener,
  NewNote,
  Note,
  NoteList,
  NotePatch,
  SearchLine,
  Session,
  SessionDetail,
  SessionPage,
  SessionPatch,
  SessionQuery,
  SpanList,
  SpanQuery,
  Status,
  TileList,
  TileQuery,
} from '@tcpscope/shared/api'
import { ndjson } from './ndjson.ts'

/** A request that was refused or did not arrive. */
export class ApiError extends Error {
  /** A stable code of the server, or `unreachable` when there was no answer. */
  readonly code: ErrorCode | 'unreachable'
  /** The request's field it is about, or null. */
  readonly field: string | null
  /** Where in that field, in UTF-16 units, or null. */
  readonly at: number | null
  /** HTTP status; 0 when there was no answer. */
  readonly status: number

  constructor(
    code: ErrorCode | 'unreachable',
    message: string,
    field: string | null,
    status: number,
    at: number | null = null,
  ) {
    super(message)
    this.name = 'ApiError'
    this.code = code
    this.field = field
    this.status = status
    this.at = at
  }
}

/** The logs of a session that can be taken away. */
export type DownloadKind = 'hex' | Direction | 'zip' | 'trace'

/** The path of a download, to be put in a plain link. */
export function downloadPath(id: SessionId, kind: DownloadKind): string {
  return `/api/sessions/${id}/download/${kind}`
}

/** The path of a download of bytes `[start, end)` of a direction as a file. */
export function bytesPath(id: SessionId, direction: Direction, { start, end }: ByteRange): string {
  return `${downloadPath(id, direction)}${queryText({ start, end })}`
}

/** The path of an archive of many sessions, to be put in a plain link. */
export function exportPath(query: ExportQuery): string {
  return `/api/sessions/export${queryText(query)}`
}

export interface Api {
  status(signal?: AbortSignal): Promise<Status>
  listeners(signal?: AbortSignal): Promise<ListenerList>
  createListener(settings: NewListener): Promise<Listener>
  changeListener(id: ListenerId, patch: ListenerPatch): Promise<Listener>
  deleteListener(id: ListenerId): Promise<void>
  startListener(id: ListenerId): Promise<Listener>
  stopListener(id: ListenerId): Promise<Listener>
  sessions(query: SessionQuery, signal?: AbortSignal): Promise<SessionPage>
  /** Sessions on one clock. */
  spans(query: SpanQuery, signal?: AbortSignal): Promise<SpanList>
  /** When a few sessions moved bytes. */
  activity(query: ActivityQuery, signal?: AbortSignal): Promise<ActivityList>
  session(id: SessionId, signal?: AbortSignal): Promise<SessionDetail>
  /** Stars a session, or says something of it. */
  changeSession(id: SessionId, patch: SessionPatch): Promise<Session>
  notes(id: SessionId, signal?: AbortSignal): Promise<NoteList>
  createNote(id: SessionId, note: NewNote): Promise<Note>
  changeNote(id: SessionId, note: NoteId, patch: NotePatch): Promise<Note>
  deleteNote(id: SessionId, note: NoteId): Promise<void>
  deleteSession(id: SessionId): Promise<void>
  /** Ends the session's connection by RST to both peers. */
  closeSession(id: SessionId): Promise<void>
  /** Closes or deletes many: lines tell how far it is. Aborting stops it where it is. */
  actOnSessions(request: BulkRequest, signal: AbortSignal): AsyncIterable<readonly BulkLine[]>
  /** Recorded bytes [start, end) of a direction; shorter when fewer are recorded, empty for an empty range. */
  bytes(id: SessionId, direction: Direction, range: ByteRange, signal?: AbortSignal): Promise<Uint8Array>
  frames(id: SessionId, query: FrameQuery, signal?: AbortSignal): Promise<FramePage>
  timeline(id: SessionId, query: TileQuery, signal?: AbortSignal): Promise<TileList>
  /** What happened in a part of the timeline, in numbers. */
  area(id: SessionId, query: AreaQuery, signal?: AbortSignal): Promise<Area>
  /** Searches one session: lines in batches as the server finds them. Aborting ends the search there, too. */
  matches(id: SessionId, query: MatchQuery, signal: AbortSignal): SearchLines
  /** The same in all sessions of a filter, newest first. */
  allMatches(query: AllMatchesQuery, signal: AbortSignal): SearchLines
}

/** What a search answers; the last line is its end. Rejects like the other requests, and when the answer breaks off. */
export type SearchLines = AsyncIterable<readonly SearchLine[]>

/** One function a route. All of them reject with ApiError, or with AbortError when aborted. */
export function createApi(fetchFn: typeof fetch = (input, init) => fetch(input, init)): Api {
  async function send(method: string, path: string, init: RequestInit = {}): Promise<Response> {
    let response: Response
    try {
      response = await fetchFn(path, { method, credentials: 'same-origin', ...init })
    } catch (error) {
      if (isAbort(error)) throw error
      throw new ApiError('unreachable', 'The server does not answer.', null, 0)
    }
    if (!response.ok) throw await readError(response)
    return response
  }
  async function json<T>(
    method: string,
    path: string,
    body?: object,
    signal: AbortSignal | null = null,
  ): Promise<T> {
    const sent = body
      ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' }, signal }
      : { signal }
    const response = await send(method, path, sent)
    return (response.status === 204 ? undefined : await response.json()) as T
  }
  async function* lines<T = SearchLine>(
    path: string,
    signal: AbortSignal,
    body?: object,
  ): AsyncGenerator<T[], void> {
    const response = await (body
      ? send('POST', path, {
          body: JSON.stringify(body),
          headers: { 'content-type': 'application/json' },
          signal,
        })
      : send('GET', path, { signal }))
    try {
      yield* ndjson<T>(response.body!)
    } catch (error) {
      if (isAbort(error) || signal.aborted || !(error instanceof TypeError)) throw error
      // What fetch says when the connection is lost within an answer.
      throw new ApiError('unreachable', 'The server does not answer any more.', null, 0)
    }
  }
  const get = <T>(path: string, signal?: AbortSignal) => json<T>('GET', path, undefined, signal)

  return {
    status: (signal) => get('/api/status', signal),
    listeners: (signal) => get('/api/listeners', signal),
    createListener: (settings) => json('POST', '/api/listeners', settings),
    changeListener: (id, patch) => json('PATCH', `/api/listeners/${id}`, patch),
    deleteListener: async (id) => {
      await send('DELETE', `/api/listeners/${id}`)
    },
    startListener: (id) => json('POST', `/api/listeners/${id}/start`),
    stopListener: (id) => json('POST', `/api/listeners/${id}/stop`),
    sessions: (query, signal) => get(`/api/sessions${queryText(query)}`, signal),
    spans: (query, signal) => get(`/api/sessions/spans${queryText(query)}`, signal),
    activity: (query, signal) => get(`/api/sessions/activity${queryText(query)}`, signal),
    session: (id, signal) => get(`/api/sessions/${id}`, signal),
    changeSession: (id, patch) => json('PATCH', `/api/sessions/${id}`, patch),
    notes: (id, signal) => get(`/api/sessions/${id}/notes`, signal),
    createNote: (id, note) => json('POST', `/api/sessions/${id}/notes`, note),
    changeNote: (id, note, patch) => json('PATCH', `/api/sessions/${id}/notes/${note}`, patch),
    deleteNote: async (id, note) => {
      await send('DELETE', `/api/sessions/${id}/notes/${note}`)
    },
    deleteSession: async (id) => {
      await send('DELETE', `/api/sessions/${id}`)
    },
    closeSession: async (id) => {
      await send('POST', `/api/sessions/${id}/close`)
    },
    actOnSessions: (request, signal) => lines<BulkLine>('/api/sessions/actions', signal, request),
    bytes: async (id, direction, { start, end }, signal) => {
      if (end <= start) return new Uint8Array(0)
      try {
        const response = await send('GET', `/api/sessions/${id}/bytes/${direction}`, {
          headers: { range: `bytes=${start}-${end - 1}` },
          signal: signal ?? null,
        })
        return new Uint8Array(await response.arrayBuffer())
      } catch (error) {
        // The range begins behind the last recorded byte: nothing there (yet) is an answer, not a fault.
        if (error instanceof ApiError && error.code === 'range_not_satisfiable') return new Uint8Array(0)
        throw error
      }
    },
    frames: (id, query, signal) => get(`/api/sessions/${id}/frames${queryText(query)}`, signal),
    timeline: (id, query, signal) => get(`/api/sessions/${id}/timeline${queryText(query)}`, signal),
    area: (id, query, signal) => get(`/api/sessions/${id}/timeline/area${queryText(query)}`, signal),
    matches: (id, query, signal) => lines(`/api/sessions/${id}/matches${queryText(query)}`, signal),
    allMatches: (query, signal) => lines(`/api/matches${queryText(query)}`, signal),
  }
}

/** True for the error of a request that was aborted on purpose. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError'
}

/** What to tell a person of an error. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** `?a=1&b=2`, without what is undefined; empty when nothing is left. */
export function queryText(query: object): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) params.set(name, String(value))
  }
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}

async function readError(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => null)) as ErrorBody | null
  if (!body?.error) {
    const code = response.status === 401 ? 'unauthorized' : 'internal'
    return new ApiError(code, `The server answered ${response.status}.`, null, response.status)
  }
  const { code, message, field, at } = body.error
  return new ApiError(code, message, field ?? null, response.status, at ?? null)
}
