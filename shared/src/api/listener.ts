import { type Static, Type } from 'typebox'
import {
  AsOfSchema,
  CountSchema,
  HostSchema,
  ListenerIdSchema,
  PortSchema,
  TargetPortSchema,
} from './common.ts'

export const HexLogModeSchema = Type.Union(
  [Type.Literal('live'), Type.Literal('on-demand'), Type.Literal('off')],
  {
    description:
      'live: the hex logger follows the session; on-demand: rendered when downloaded; off: not offered for download',
  },
)
export type HexLogMode = Static<typeof HexLogModeSchema>

export const CaptureModeSchema = Type.Union([Type.Literal('normal'), Type.Literal('strict')], {
  description:
    'normal: bytes are forwarded at once and recorded right after; strict: no byte is forwarded before it is in its file, and a connection that cannot be recorded is reset',
})
export type CaptureMode = Static<typeof CaptureModeSchema>

const settings = {
  name: Type.String({ minLength: 1, maxLength: 80 }),
  /** Address to accept on; loopback unless a person says otherwise. */
  host: HostSchema,
  /** Port to accept on; 0: a free one. */
  port: PortSchema,
  targetHost: HostSchema,
  targetPort: TargetPortSchema,
  /** How long a target may take to answer, ms. */
  connectTimeoutMs: Type.Integer({ minimum: 100, maximum: 600_000 }),
  hexLog: HexLogModeSchema,
  capture: CaptureModeSchema,
}

export const ListenerStateSchema = Type.Union([
  Type.Literal('listening'),
  Type.Literal('stopped'),
  Type.Literal('failed'),
])

/** A port that accepts connections, with its settings. */
export const ListenerSchema = Type.Object({
  id: ListenerIdSchema,
  ...settings,
  state: ListenerStateSchema,
  /** The port really bound while listening (differs from `port` when that is 0); else null. */
  boundPort: Type.Union([Type.Integer(), Type.Null()]),
  /** Why it could not listen or accept, as a sentence; null when all is well. */
  error: Type.Union([Type.Object({ code: Type.String(), message: Type.String() }), Type.Null()]),
  /** Connections that are open now, and sessions ever recorded. */
  openConnections: CountSchema,
  sessions: CountSchema,
  /** Accepts that failed since the start (for example: too many open files). */
  acceptErrors: CountSchema,
  createdAtMs: CountSchema,
})
export type Listener = Static<typeof ListenerSchema>

/** What a person may say of a new listener; only the target is required. */
export const NewListenerSchema = Type.Object(
  {
    name: Type.Optional(settings.name),
    host: Type.Optional(settings.host),
    port: Type.Optional(settings.port),
    targetHost: settings.targetHost,
    targetPort: settings.targetPort,
    connectTimeoutMs: Type.Optional(settings.connectTimeoutMs),
    hexLog: Type.Optional(settings.hexLog),
    capture: Type.Optional(settings.capture),
    /** Listen at once (the default), or only keep the settings. */
    start: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)
export type NewListener = Static<typeof NewListenerSchema>

/** Changed settings. A listening listener is rebound when its host or port change; connections live on. */
export const ListenerPatchSchema = Type.Partial(Type.Object(settings, { additionalProperties: false }), {
  additionalProperties: false,
  minProperties: 1,
})
export type ListenerPatch = Static<typeof ListenerPatchSchema>

export const ListenerListSchema = Type.Object({ asOf: AsOfSchema, listeners: Type.Array(ListenerSchema) })
export type ListenerList = Static<typeof ListenerListSchema>

export const LISTENER_DEFAULTS = {
  host: '127.0.0.1',
  port: 0,
  connectTimeoutMs: 10_000,
  hexLog: 'live',
  capture: 'normal',
} as const
