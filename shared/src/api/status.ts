import { type Static, Type } from 'typebox'
import { AsOfSchema, CountSchema } from './common.ts'

/** How tcpscope itself is doing. Rates in bytes a second over the last second. */
export const StatusSchema = Type.Object({
  asOf: AsOfSchema,
  version: Type.String(),
  /** Differs after each start of the server: a page that sees another one must forget what it knew. */
  bootId: Type.String(),
  startedAtMs: CountSchema,
  openConnections: CountSchema,
  upstreamRate: Type.Number(),
  downstreamRate: Type.Number(),
  /** Accepts that failed since the start, all listeners. */
  acceptErrors: CountSchema,
  /** Bytes that were forwarded but could not be recorded since the start. */
  gapBytes: CountSchema,
  /** Why recording is failing right now, as a sentence; null when it is not. */
  captureError: Type.Union([Type.String(), Type.Null()]),
  /** Bytes on their way from the relay to the recorder, and how many may be before sockets are held. */
  tapBytes: CountSchema,
  tapCapacity: CountSchema,
  /** Payload bytes whose text is not in a hex log yet, all sessions. */
  hexLagBytes: CountSchema,
  /** The longest lag of any session, ns of its time. */
  hexLagNs: CountSchema,
  dataDir: Type.String(),
})
export type Status = Static<typeof StatusSchema>
