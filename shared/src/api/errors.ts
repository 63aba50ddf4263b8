import { type Static, Type } from 'typebox'
import { oneOf } from './common.ts'

/** Stable codes of refused requests; the sentence beside them may change, these do not. */
export const ERROR_CODES = [
  'bad_request', // a field is missing or out of range: `field` names it
  'malformed_json',
  'unsupported_media_type',
  'unauthorized', // no token
  'forbidden', // wrong Host, Origin or Sec-Fetch-Site
  'not_found', // no such route
  'listener_not_found',
  'session_not_found',
  'note_not_found',
  'session_live', // the session must be closed first
  'session_not_live',
  'port_in_use',
  'port_not_permitted',
  'address_not_available',
  'listen_failed',
  'target_is_control_port',
  'target_is_listener',
  'range_not_satisfiable',
  'too_many_notes', // of one session
  'bad_cursor',
  'bad_filter', // a filter that cannot be read: `at` says where
  'bad_pattern', // a search pattern that cannot be read: `at` says where
  'too_many_searches',
  'too_many_tiles',
  'hex_log_off',
  'payload_too_large',
  'shutting_down',
  'catalog_busy', // another program holds the catalog's file: try again
  'storage_failed', // the disk is full or cannot be written
  'internal',
] as const
export type ErrorCode = (typeof ERROR_CODES)[number]

export const ErrorSchema = Type.Object({
  error: Type.Object({
    code: oneOf(ERROR_CODES),
    /** A sentence that a person understands. */
    message: Type.String(),
    /** The request's field it is about, where there is one: `port`, `targetHost`, … */
    field: Type.Optional(Type.String()),
    /** Where in that field, in UTF-16 units, where that is known. */
    at: Type.Optional(Type.Integer({ minimum: 0 })),
  }),
})
export type ErrorBody = Static<typeof ErrorSchema>
