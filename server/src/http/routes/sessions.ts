import { Type } from 'typebox'
import type { SessionId } from '@tcpscope/shared/base'
import { logNames } from '@tcpscope/shared/capture'
import {
  ActivityListSchema,
  ActivityQuerySchema,
  type Area,
  type AreaQuery,
  AreaQuerySchema,
  AreaSchema,
  type FramePage,
  FramePageSchema,
  type FrameQuery,
  FrameQuerySchema,
  type SessionDetail,
  SessionDetailSchema,
  SessionPageSchema,
  SessionParams,
  SessionPatchSchema,
  SessionQuerySchema,
  SessionSchema,
  SpanListSchema,
  SpanQuerySchema,
  type TileList,
  TileListSchema,
  type TileQuery,
  TileQuerySchema,
} from '@tcpscope/shared/api'
import { Refusal } from '../../live/refusal.ts'
import { checkTiles } from '../../live/tileCheck.ts'
import { sessionActivity } from '../activity.ts'
import { failures } from '../bodies.ts'
import type { App, AppDeps } from '../deps.ts'
import { zipName } from '../sessionFiles.ts'

const tags = ['sessions']

export function addSessionRoutes(app: App, { sessions, capture, engine }: AppDeps): void {
  async function detail(id: SessionId): Promise<SessionDetail> {
    const { asOf, row } = await sessions.snapshot(id)
    const { hex, upstream, downstream } = logNames(row.facts)
    const files = { hex, upstream, downstream, zip: zipName(row.facts) }
    return { asOf, session: row.session, marks: [...row.marks], files }
  }

  async function frames(id: SessionId, query: FrameQuery): Promise<FramePage> {
    if (query.offset !== undefined && query.direction === undefined) {
      throw new Refusal('bad_request', 'An offset needs a direction.', 'direction')
    }
    const { facts } = await sessions.find(id)
    return await capture.framePage(facts, query)
  }

  async function tiles(id: SessionId, query: TileQuery): Promise<TileList> {
    checkTiles(query)
    const { facts } = await sessions.find(id)
    return await capture.tiles(facts, query)
  }

  async function area(id: SessionId, query: AreaQuery): Promise<Area> {
    if (query.end <= query.start) throw new Refusal('bad_request', 'The area ends before it begins.', 'end')
    const { facts } = await sessions.find(id)
    return await capture.area(facts, query)
  }

  app.get(
    '/api/sessions',
    {
      schema: {
        tags,
        summary: 'Sessions that a filter lets through, sorted, a page at a time',
        querystring: SessionQuerySchema,
        response: { 200: SessionPageSchema, ...failures },
      },
    },
    (request) => sessions.list(request.query),
  )
  app.get(
    '/api/sessions/spans',
    {
      schema: {
        tags,
        summary: 'Sessions on one clock: how many were alive when, and as bars when they are few',
        querystring: SpanQuerySchema,
        response: { 200: SpanListSchema, ...failures },
      },
    },
    ({ query }) => {
      if (query.from !== undefined && query.to !== undefined && query.from >= query.to) {
        throw new Refusal('bad_request', '"to" must be later than "from".', 'to')
      }
      return sessions.spans(query)
    },
  )
  app.get(
    '/api/sessions/activity',
    {
      schema: {
        tags,
        summary: 'When a few sessions moved bytes: how many in each column of a stretch of time',
        querystring: ActivityQuerySchema,
        response: { 200: ActivityListSchema, ...failures },
      },
    },
    ({ query }, reply) =>
      sessionActivity({ sessions, capture, nowMs: Date.now }, query, () => reply.raw.destroyed),
  )
  app.get(
    '/api/sessions/:id',
    {
      schema: {
        tags,
        summary: 'One session with its marks and the names of its files',
        params: SessionParams,
        response: { 200: SessionDetailSchema, ...failures },
      },
    },
    (request) => detail(request.params.id),
  )
  app.patch(
    '/api/sessions/:id',
    {
      schema: {
        tags,
        summary: 'Star a session, or say something of it',
        params: SessionParams,
        body: SessionPatchSchema,
        response: { 200: SessionSchema, ...failures },
      },
    },
    (request) => sessions.remark(request.params.id, request.body),
  )
  app.delete(
    '/api/sessions/:id',
    {
      schema: {
        tags,
        summary: 'Delete an ended session and its files',
        params: SessionParams,
        response: { 204: Type.Null(), ...failures },
      },
    },
    async (request, reply) => {
      await sessions.remove(request.params.id)
      return reply.code(204).send(null)
    },
  )
  app.post(
    '/api/sessions/:id/close',
    {
      schema: {
        tags,
        summary: 'End the connection of a session (RST to both peers)',
        params: SessionParams,
        response: { 204: Type.Null(), ...failures },
      },
    },
    async (request, reply) => {
      const { session } = await sessions.find(request.params.id)
      if (!(await engine.closeConnection(session.id))) {
        throw new Refusal('session_not_live', 'The connection of this session has ended already.')
      }
      return reply.code(204).send(null)
    },
  )
  app.get(
    '/api/sessions/:id/frames',
    {
      schema: {
        tags,
        summary: 'A page of the frame index: from a record, a byte (direction and offset) or a moment',
        params: SessionParams,
        querystring: FrameQuerySchema,
        response: { 200: FramePageSchema, ...failures },
      },
    },
    (request) => frames(request.params.id, request.query),
  )
  app.get(
    '/api/sessions/:id/timeline',
    {
      schema: {
        tags,
        summary: 'Tiles of the five lanes at a resolution',
        params: SessionParams,
        querystring: TileQuerySchema,
        response: { 200: TileListSchema, ...failures },
      },
    },
    (request) => tiles(request.params.id, request.query),
  )
  app.get(
    '/api/sessions/:id/timeline/area',
    {
      schema: {
        tags,
        summary: 'A part of the timeline in numbers: bytes, whom it waited for, gaps between frames',
        params: SessionParams,
        querystring: AreaQuerySchema,
        response: { 200: AreaSchema, ...failures },
      },
    },
    (request) => area(request.params.id, request.query),
  )
}
