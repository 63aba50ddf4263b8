import fastifyStatic from '@fastify/static'
import type { FastifyRequest } from 'fastify'
import type { App, AppDeps } from '../deps.ts'
import { pathOf, sendError } from './errors.ts'
import { isApi } from './security.ts'

/**
 * The built page. Its addresses (/sessions/<id>, …) are views and not files: unknown ones get index.html, and the
 * page finds out.
 */
export async function addWebApp(app: App, { webRoot }: AppDeps): Promise<void> {
  await app.register(fastifyStatic, {
    root: webRoot,
    cacheControl: false,
    setHeaders: (reply, path) => {
      // Built files carry a hash in their name; everything else is asked for again.
      const hashed = /[/\\]assets[/\\]/.test(path)
      reply.header('cache-control', hashed ? 'private, max-age=31536000, immutable' : 'no-cache')
    },
  })
  app.setNotFoundHandler(async (request, reply) => {
    const isPage = request.method === 'GET' && !isApi(request) && !isFile(request)
    if (isPage) return await reply.sendFile('index.html')
    return sendError(reply, 404, 'not_found', 'There is nothing at this address.')
  })
}

/** A missing file is missing; a page in its place would only confuse whoever asked for a script. */
function isFile(request: Pick<FastifyRequest, 'url'>): boolean {
  const path = pathOf(request)
  return path.startsWith('/assets/') || /\.[A-Za-z0-9]+$/.test(path)
}
