import { Type } from 'typebox'
import {
  NewNoteSchema,
  NoteListSchema,
  NoteParams,
  NotePatchSchema,
  NoteSchema,
  SessionParams,
} from '@tcpscope/shared/api'
import { failures } from '../bodies.ts'
import type { App, AppDeps } from '../deps.ts'

const tags = ['notes']

export function addNoteRoutes(app: App, { notes }: AppDeps): void {
  app.get(
    '/api/sessions/:id/notes',
    {
      schema: {
        tags,
        summary: 'Bookmarks and comments on bytes of a session, by place',
        params: SessionParams,
        response: { 200: NoteListSchema, ...failures },
      },
    },
    (request) => notes.list(request.params.id),
  )
  app.post(
    '/api/sessions/:id/notes',
    {
      schema: {
        tags,
        summary: 'Make a bookmark or a comment on bytes that are recorded',
        params: SessionParams,
        body: NewNoteSchema,
        response: { 201: NoteSchema, ...failures },
      },
    },
    async (request, reply) => reply.code(201).send(await notes.create(request.params.id, request.body)),
  )
  app.patch(
    '/api/sessions/:id/notes/:note',
    {
      schema: {
        tags,
        summary: 'Change kind, colour or text of a note',
        params: NoteParams,
        body: NotePatchSchema,
        response: { 200: NoteSchema, ...failures },
      },
    },
    (request) => notes.change(request.params.id, request.params.note, request.body),
  )
  app.delete(
    '/api/sessions/:id/notes/:note',
    {
      schema: {
        tags,
        summary: 'Delete a note',
        params: NoteParams,
        response: { 204: Type.Null(), ...failures },
      },
    },
    async (request, reply) => {
      await notes.remove(request.params.id, request.params.note)
      return reply.code(204).send(null)
    },
  )
}
