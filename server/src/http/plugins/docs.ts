import fastifySwagger from '@fastify/swagger'
import fastifySwaggerUi from '@fastify/swagger-ui'
import type { App, AppDeps } from '../deps.ts'

/** The API described by its own schemas: /api/docs for people, /api/openapi.json for programs. */
export async function addDocs(app: App, { version }: AppDeps): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'tcpscope',
        version,
        description:
          'A recording TCP proxy. Programs send `Authorization: Bearer <token>`; the token is in the URL that tcpscope prints at the start. Errors are JSON with a stable `code`.',
      },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      security: [{ token: [] }],
    },
  })
  await app.register(fastifySwaggerUi, { routePrefix: '/api/docs', theme: { title: 'tcpscope API' } })
  app.get('/api/openapi.json', { schema: { hide: true } }, () => app.swagger())
}
