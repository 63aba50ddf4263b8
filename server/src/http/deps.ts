import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyServerOptions,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { CapturePort } from '../core/capturePort.ts'
import type { DownloadPort } from '../core/downloadPort.ts'
import type { EnginePort } from '../core/enginePort.ts'
import type { SearchPort } from '../core/searchPort.ts'
import type { Health } from '../live/health.ts'
import type { Hub } from '../live/hub.ts'
import type { ListenerBook } from '../live/listenerBook.ts'
import type { NoteBook } from '../live/noteBook.ts'
import type { SessionBook } from '../live/sessionBook.ts'

/** Everything the HTTP side is given. */
export interface AppDeps {
  sessions: SessionBook
  listeners: ListenerBook
  notes: NoteBook
  health: Health
  hub: Hub
  capture: CapturePort
  downloads: DownloadPort
  engine: Pick<EnginePort, 'closeConnection'>
  search: SearchPort
  /** The secret that opens every door; at least 16 characters. */
  token: string
  version: string
  /** Folder with the built page (index.html). */
  webRoot: string
  /** The dashboard's port; asked anew for each request, because port 0 is known only after listening. */
  controlPort(): number
  /** Host names and IP addresses, without port, under which the dashboard may be asked for. */
  allowedHosts(): readonly string[]
  /** Told of every route that exists in the end, also those of plugins. */
  onRoute?: (route: { method: string; url: string }) => void
  logger: NonNullable<FastifyServerOptions['logger']>
}

export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>
