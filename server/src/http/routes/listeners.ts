import { Type } from 'typebox'
import {
  ListenerListSchema,
  ListenerParams,
  ListenerPatchSchema,
  ListenerSchema,
  NewListenerSchema,
} from '@tcpscope/shared/api'
import { failures } from '../bodies.ts'
import type { App, AppDeps } from '../deps.ts'

const tags = ['listeners']

export function addListenerRoutes(app: App, { listeners }: AppDeps): void {
  app.get(
    '/api/listeners',
    { schema: { tags, summary: 'All listeners', response: { 200: ListenerListSchema, ...failures } } },
    () => listeners.list(),
  )
  app.post(
    '/api/listeners',
    {
      schema: {
        tags,
        summary: 'Make a listener and start it',
        body: NewListenerSchema,
        response: { 201: ListenerSchema, ...failures },
      },
    },
    async (request, reply) => reply.code(201).send(await listeners.create(request.body)),
  )

  const one = { tags, params: ListenerParams, response: { 200: ListenerSchema, ...failures } }
  app.get('/api/listeners/:id', { schema: { ...one, summary: 'One listener' } }, (request) =>
    listeners.get(request.params.id),
  )
  app.patch(
    '/api/listeners/:id',
    { schema: { ...one, summary: 'Change settings', body: ListenerPatchSchema } },
    (request) => listeners.change(request.params.id, request.body),
  )
  app.post('/api/listeners/:id/start', { schema: { ...one, summary: 'Start to accept' } }, (request) =>
    listeners.start(request.params.id),
  )
  app.post(
    '/api/listeners/:id/stop',
    { schema: { ...one, summary: 'Stop accepting; open connections live on' } },
    (request) => listeners.stop(request.params.id),
  )
  app.delete(
    '/api/listeners/:id',
    {
      schema: {
        tags,
        summary: 'Forget a listener; its sessions stay',
        params: ListenerParams,
        response: { 204: Type.Null(), ...failures },
      },
    },
    async (request, reply) => {
      await listeners.remove(request.params.id)
      return reply.code(204).send(null)
    },
  )
}
