import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { DIRECTIONS } from '@tcpscope/shared/base'
import { logNames } from '@tcpscope/shared/capture'
import { DirectionSchema, SessionIdSchema, SessionParams } from '@tcpscope/shared/api'
import { Refusal } from '../../live/refusal.ts'
import { attachment } from '../attachment.ts'
import { byteStream, failures, OCTETS, Octets } from '../bodies.ts'
import type { App, AppDeps } from '../deps.ts'
import { readRange } from '../range.ts'
import { archivedLogs, hexSource, partName, traceName, zipName } from '../sessionFiles.ts'

const tags = ['recordings']
/** A part of a log, for a plain link, which can name no HTTP Range; `end` may be beyond the last byte. */
const Offset = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const ByteSpan = Type.Object({ start: Type.Optional(Offset), end: Type.Optional(Offset) })
/** Up to this much is read at once instead of streamed: what a pane asks for. */
const SMALL = 1024 * 1024

/** No byte of a range is there: how many there are goes into the header of the answer, too. */
function notAmong(reply: FastifyReply, size: number): Refusal {
  reply.header('content-range', `bytes */${size}`)
  return new Refusal(
    'range_not_satisfiable',
    `There are ${size} bytes; the range asked for is not among them.`,
  )
}

export function addDownloadRoutes(app: App, { sessions, capture, downloads }: AppDeps): void {
  app.get(
    '/api/sessions/:id/bytes/:direction',
    {
      schema: {
        tags,
        summary: 'Recorded bytes of one direction; one HTTP Range',
        params: Type.Object({ id: SessionIdSchema, direction: DirectionSchema }),
        response: { 200: Octets, 206: Octets, ...failures },
      },
    },
    async (request, reply) => {
      const { id, direction } = request.params
      const { facts } = await sessions.find(id)
      const size = await capture.size(facts, direction)
      // There are no validators that an If-Range could match: it asks for the whole then.
      const header = request.headers['if-range'] === undefined ? request.headers.range : undefined
      const range = readRange(header, size)
      reply.header('accept-ranges', 'bytes')
      if (range === 'none') throw notAmong(reply, size)
      reply.type(OCTETS).header('content-disposition', attachment(logNames(facts)[direction]))
      if (range === 'all') {
        reply.header('content-length', size)
        return reply.send(byteStream(capture.streamBytes(facts, direction, 0, size), size))
      }
      const { start, end } = range
      reply.code(206).header('content-range', `bytes ${start}-${end - 1}/${size}`)
      reply.header('content-length', end - start)
      if (end - start > SMALL) {
        return reply.send(byteStream(capture.streamBytes(facts, direction, start, end), end - start))
      }
      const bytes = await capture.readBytes(facts, direction, start, end)
      if (bytes.byteLength !== end - start) throw new Error('the recording is shorter than its size')
      return reply.send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    },
  )

  const schema = { tags, params: SessionParams, response: { 200: Octets, ...failures } }
  for (const direction of DIRECTIONS) {
    app.get(
      `/api/sessions/:id/download/${direction}`,
      {
        schema: {
          ...schema,
          summary: `The binary log of the ${direction} direction, or bytes [start, end) of it`,
          querystring: ByteSpan,
        },
      },
      async (request, reply) => {
        const { facts } = await sessions.find(request.params.id)
        const size = await capture.size(facts, direction)
        const { start = 0, end } = request.query
        if (end !== undefined && end <= start) {
          throw new Refusal('bad_request', 'A part has at least one byte: "end" is behind it.', 'end')
        }
        const last = Math.min(end ?? size, size)
        const isPart = request.query.start !== undefined || request.query.end !== undefined
        if (isPart && start >= last) throw notAmong(reply, size)
        const name = logNames(facts)[direction]
        return reply
          .type(OCTETS)
          .header('content-length', last - start)
          .header('content-disposition', attachment(isPart ? partName(name, start, last) : name))
          .send(byteStream(capture.streamBytes(facts, direction, start, last), last - start))
      },
    )
  }
  app.get(
    '/api/sessions/:id/download/hex',
    { schema: { ...schema, summary: 'The hex log, as of now' } },
    async (request, reply) => {
      const { facts, session } = await sessions.find(request.params.id)
      if (session.hexLog === 'off') {
        throw new Refusal('hex_log_off', 'The listener of this session was told to keep no hex log.')
      }
      return reply
        .type(OCTETS)
        .header('content-disposition', attachment(logNames(facts).hex))
        .send(byteStream(downloads.hexLog(await hexSource(facts, capture))))
    },
  )
  app.get(
    '/api/sessions/:id/download/trace',
    {
      schema: {
        ...schema,
        summary: 'The lanes as a trace in the JSON format of Chrome and Perfetto, as of now',
      },
    },
    async (request, reply) => {
      const { facts, session } = await sessions.find(request.params.id)
      const title = `#${session.number} ${session.listenerName} ${session.client} → ${session.target}`
      return reply
        .type(OCTETS)
        .header('content-disposition', attachment(traceName(facts)))
        .send(byteStream(downloads.trace({ ref: facts, title, records: await capture.recordCount(facts) })))
    },
  )
  app.get(
    '/api/sessions/:id/download/zip',
    { schema: { ...schema, summary: 'All logs as one zip, as of now' } },
    async (request, reply) => {
      const row = await sessions.find(request.params.id)
      return reply
        .type(OCTETS)
        .header('content-disposition', attachment(zipName(row.facts)))
        .send(byteStream(downloads.zip(await archivedLogs(row, capture))))
    },
  )
}
