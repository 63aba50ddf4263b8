import type { Brand } from './brand.ts'

/** UUIDv7 of a connection and of the session that records it; sorts by start time. */
export type SessionId = Brand<string, 'SessionId'>
/** UUIDv7 of a listener. */
export type ListenerId = Brand<string, 'ListenerId'>
/** UUIDv7 of a note on bytes of a session. */
export type NoteId = Brand<string, 'NoteId'>

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** True for the lower-case UUIDv7 text that all our ids have: safe as a path segment. */
export function isId(text: string): boolean {
  return UUID.test(text)
}
