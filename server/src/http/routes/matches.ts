import type { FastifyReply } from 'fastify'
import {
  AllMatchesQuerySchema,
  MatchQuerySchema,
  SearchLineSchema,
  SessionParams,
} from '@tcpscope/shared/api'
import {
  PatternError,
  type PatternText,
  type SearchRequest,
  type SearchScope,
  TooManySearches,
} from '../../core/searchPort.ts'
import { Refusal } from '../../live/refusal.ts'
import { failures, lineStream, linesOf, NDJSON } from '../bodies.ts'
import type { App, AppDeps } from '../deps.ts'
import { allSessionsScope, effortOf, patternOf, sessionScope } from '../searchScope.ts'

const tags = ['search']
const response = { 200: linesOf(SearchLineSchema), ...failures }

export function addMatchRoutes(app: App, { sessions, capture, search }: AppDeps): void {
  /** Starts the search; its lines go to the client as it reads them, and end when it goes away. */
  async function begin(
    reply: FastifyReply,
    pattern: PatternText,
    effort: Pick<SearchRequest, 'limit' | 'perSession' | 'timeLimitMs'>,
    scope: SearchScope,
  ): Promise<FastifyReply> {
    const gone = new AbortController()
    reply.raw.once('close', () => gone.abort())
    // It may have left while the scope was found out; then that was told before anybody listened.
    if (reply.raw.destroyed) gone.abort()
    try {
      const batches = await search.search({ pattern, ...effort, scope, signal: gone.signal })
      return await reply.type(NDJSON).send(lineStream(batches))
    } catch (error) {
      if (error instanceof PatternError) {
        throw new Refusal('bad_pattern', error.message, pattern.kind, error.at)
      }
      if (error instanceof TooManySearches) {
        throw new Refusal(
          'too_many_searches',
          'As many searches as there may be are running or waiting. Cancel one, or try again later.',
        )
      }
      throw error
    }
  }

  app.get(
    '/api/sessions/:id/matches',
    {
      schema: {
        tags,
        summary: 'Bytes found in one session, as lines while the search goes on',
        params: SessionParams,
        querystring: MatchQuerySchema,
        response,
      },
    },
    async (request, reply) => {
      const { query, params } = request
      const pattern = patternOf(query)
      const scope = await sessionScope(sessions, capture, params.id, query)
      return begin(reply, pattern, effortOf(query), scope)
    },
  )
  app.get(
    '/api/matches',
    {
      schema: {
        tags,
        summary: 'Bytes found in all sessions that match a filter, newest session first',
        querystring: AllMatchesQuerySchema,
        response,
      },
    },
    async (request, reply) => {
      const { query } = request
      const pattern = patternOf(query)
      return begin(reply, pattern, effortOf(query), await allSessionsScope(sessions, query))
    },
  )
}
