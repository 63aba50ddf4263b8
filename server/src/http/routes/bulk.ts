import type { SessionId } from '@tcpscope/shared/base'
import {
  BulkLineSchema,
  BulkRequestSchema,
  type ExportQuery,
  ExportQuerySchema,
  MAX_EXPORT,
  MAX_EXPORT_IDS,
} from '@tcpscope/shared/api'
import type { StoredSession } from '../../core/catalogPort.ts'
import type { ArchivedLog } from '../../core/downloadPort.ts'
import { Refusal } from '../../live/refusal.ts'
import { attachment } from '../attachment.ts'
import { byteStream, failures, lineStream, linesOf, NDJSON, OCTETS, Octets } from '../bodies.ts'
import { startBulk } from '../bulk.ts'
import type { App, AppDeps } from '../deps.ts'
import { archivedLogs } from '../sessionFiles.ts'

const tags = ['sessions']
/** No line is made ahead of the client: what is not read stops the work. */
const AHEAD = 1

export function addBulkRoutes(app: App, { sessions, engine, capture, downloads }: AppDeps): void {
  async function chosen({ ids, ...all }: ExportQuery): Promise<readonly SessionId[]> {
    const named = ids?.split(',') as SessionId[] | undefined
    if (named && named.length > MAX_EXPORT_IDS) {
      throw new Refusal('bad_request', `At most ${MAX_EXPORT_IDS} sessions can be named.`, 'ids')
    }
    if (named) return [...new Set(named)]
    const page = await sessions.list({ ...all, limit: MAX_EXPORT })
    if (page.total > MAX_EXPORT) {
      const message = `${page.total} sessions match; an archive holds at most ${MAX_EXPORT}. Filter for fewer.`
      throw new Refusal('bad_request', message, 'filter')
    }
    return page.sessions.map(({ id }) => id)
  }

  app.post(
    '/api/sessions/actions',
    {
      schema: {
        tags,
        summary: 'Close or delete many sessions; lines tell how far it is, the last one what came of it',
        body: BulkRequestSchema,
        response: { 200: linesOf(BulkLineSchema), ...failures },
      },
    },
    async (request, reply) => {
      const lines = await startBulk({ sessions, engine, nowMs: Date.now }, request.body)
      return reply.type(NDJSON).send(lineStream(lines, AHEAD))
    },
  )
  app.get(
    '/api/sessions/export',
    {
      schema: {
        tags,
        summary: 'All logs of many sessions as one zip, a folder each',
        querystring: ExportQuerySchema,
        response: { 200: Octets, ...failures },
      },
    },
    async (request, reply) => {
      const ids = await chosen(request.query)
      if (ids.length === 0) throw new Refusal('session_not_found', 'No session matches.')
      const logs: ArchivedLog[] = []
      for (const id of ids) {
        const row = await sessions.find(id)
        const folder = folderName(row)
        for (const log of await archivedLogs(row, capture)) {
          logs.push({ ...log, name: `${folder}/${log.name}` })
        }
      }
      return reply
        .type(OCTETS)
        .header('content-disposition', attachment(`sessions-${ids.length}.zip`))
        .send(byteStream(downloads.zip(logs)))
    },
  )
}

/** Unlike any other's, also when two listeners count alike. */
function folderName({ session }: StoredSession): string {
  return `${String(session.number).padStart(4, '0')}-${session.id}`
}
