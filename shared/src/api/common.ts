import { Type } from 'typebox'
import type { ListenerId, SessionId } from '../base/index.ts'

export const SessionIdSchema = Type.Unsafe<SessionId>(
  Type.String({ pattern: '^[0-9a-f-]{36}$', description: 'UUIDv7 of a session' }),
)
export const ListenerIdSchema = Type.Unsafe<ListenerId>(
  Type.String({ pattern: '^[0-9a-f-]{36}$', description: 'UUIDv7 of a listener' }),
)
export const DirectionSchema = Type.Union([Type.Literal('upstream'), Type.Literal('downstream')], {
  description: 'upstream: client to target; downstream: target to client',
})

/** 0 lets the system choose. */
export const PortSchema = Type.Integer({ minimum: 0, maximum: 65_535 })
export const TargetPortSchema = Type.Integer({ minimum: 1, maximum: 65_535 })
/** A host name or an IP address, without brackets. */
export const HostSchema = Type.String({
  minLength: 1,
  maxLength: 253,
  pattern: '^[A-Za-z0-9._:%-]+$',
  description: 'a host name, an IPv4 or an IPv6 address',
})

/** Bytes, times and counts: integers that JavaScript holds exactly. */
export const CountSchema = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })

export const SessionParams = Type.Object({ id: SessionIdSchema })
export const ListenerParams = Type.Object({ id: ListenerIdSchema })

/**
 * The number of the newest event that an answer includes. Live events with a seq not above it are older news
 * and must be dropped: that closes the race between a snapshot and the live stream.
 */
export const AsOfSchema = Type.Integer({
  minimum: 0,
  description: 'sequence number of the newest event included',
})

/**
 * One of these words. `Type.Union` of a mapped list would check the same, but its static type is `never`:
 * a list has no members that the compiler could join.
 */
export function oneOf<T extends string>(words: readonly T[]) {
  return Type.Unsafe<T>(Type.Union(words.map((word) => Type.Literal(word))))
}
