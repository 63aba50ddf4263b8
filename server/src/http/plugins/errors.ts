import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { ErrorBody, ErrorCode } from '@tcpscope/shared/api'
import { CatalogFault } from '../../core/catalogPort.ts'
import { Refusal } from '../../live/refusal.ts'
import type { App } from '../deps.ts'

const STATUS: Readonly<Record<ErrorCode, number>> = {
  bad_request: 400,
  malformed_json: 400,
  unsupported_media_type: 415,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  listener_not_found: 404,
  session_not_found: 404,
  note_not_found: 404,
  session_live: 409,
  session_not_live: 409,
  port_in_use: 409,
  port_not_permitted: 409,
  address_not_available: 409,
  listen_failed: 409,
  target_is_control_port: 422,
  target_is_listener: 422,
  range_not_satisfiable: 416,
  too_many_notes: 409,
  bad_cursor: 400,
  bad_filter: 400,
  bad_pattern: 400,
  too_many_searches: 503,
  too_many_tiles: 400,
  hex_log_off: 409,
  payload_too_large: 413,
  shutting_down: 503,
  catalog_busy: 503,
  storage_failed: 507,
  internal: 500,
}

/** What Fastify itself refuses, in our words. */
const FASTIFY: Readonly<Record<string, [ErrorCode, string]>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: ['malformed_json', 'The body is not valid JSON.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['malformed_json', 'The body is empty; JSON was announced.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported_media_type', 'The body must be JSON (application/json).'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['bad_request', 'The body is not as long as its Content-Length says.'],
  FST_ERR_CTP_BODY_TOO_LARGE: ['payload_too_large', 'The body is too large; 64 KiB is the most.'],
}

/** What the system says when nothing more can be written. */
const STORAGE = /^(ENOSPC|EDQUOT|EROFS)/

/** Every error is JSON, with a stable code and a sentence. */
export function sendError(
  reply: FastifyReply,
  status: number,
  code: ErrorCode,
  message: string,
  field?: string,
  at?: number,
): FastifyReply {
  const place = { ...(field === undefined ? {} : { field }), ...(at === undefined ? {} : { at }) }
  const body: ErrorBody = { error: { code, message, ...place } }
  return reply.code(status).type('application/json; charset=utf-8').send(JSON.stringify(body))
}

/** Answers whatever a route throws: refusals in their words, all else as a fault of ours, which is logged. */
export function addErrorHandler(app: App): void {
  app.setErrorHandler((error: FastifyError | Refusal | CatalogFault, request, reply) => {
    if (error instanceof Refusal) {
      return sendError(reply, STATUS[error.code], error.code, error.message, error.field, error.at)
    }
    if (error instanceof CatalogFault) {
      const why = String(error.cause)
      request.log.warn({ why, method: request.method, path: pathOf(request) }, 'catalog cannot be used')
      return sendError(reply, STATUS[error.code], error.code, error.message)
    }
    const known = FASTIFY[error.code]
    if (known) return sendError(reply, STATUS[known[0]], ...known)
    // Anything else Fastify calls the client's fault (a bad header, an aborted upload).
    if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
      return sendError(reply, error.statusCode, 'bad_request', 'The request could not be read.')
    }
    if (STORAGE.test(error.code ?? '')) {
      const message = 'It could not be saved: the disk is full or cannot be written. Nothing was changed.'
      return sendError(reply, STATUS.storage_failed, 'storage_failed', message)
    }
    request.log.error({ err: error, method: request.method, path: pathOf(request) }, 'request failed')
    return sendError(reply, 500, 'internal', 'Something went wrong inside tcpscope; its log says what.')
  })
}

/** A request's path without its query, which may carry the token. */
export function pathOf({ url }: Pick<FastifyRequest, 'url'>): string {
  return url.split('?')[0] ?? ''
}
