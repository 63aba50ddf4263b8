import fastify, { LogController } from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { App, AppDeps } from './deps.ts'
import { addDocs } from './plugins/docs.ts'
import { addErrorHandler, pathOf, sendError } from './plugins/errors.ts'
import { addSecurity } from './plugins/security.ts'
import { addWebApp } from './plugins/webApp.ts'
import { addBulkRoutes } from './routes/bulk.ts'
import { addDownloadRoutes } from './routes/downloads.ts'
import { addListenerRoutes } from './routes/listeners.ts'
import { addLiveRoute, addLiveSocket } from './routes/live.ts'
import { addMatchRoutes } from './routes/matches.ts'
import { addNoteRoutes } from './routes/notes.ts'
import { addSessionRoutes } from './routes/sessions.ts'
import { addStatusRoute } from './routes/status.ts'
import { validatorCompiler } from './validation.ts'

/** The longest body a request may have, bytes. */
const BODY_LIMIT = 64 * 1024

/**
 * The whole HTTP side, ready to listen or to be injected into. Closing it closes the hub's sockets, too.
 *
 *   request ─▶ headers, Host, Sec-Fetch, token, Origin ─▶ validation ─▶ route ─▶ books, capture files
 */
export async function buildApp(deps: AppDeps): Promise<App> {
  const app: App = fastify({
    logger: deps.logger,
    // The URL may carry the token: requests are logged below, by path.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: (_error, _request, reply) => {
      void sendError(reply, 400, 'bad_request', 'The address cannot be read.')
    },
  }).withTypeProvider<TypeBoxTypeProvider>()

  app.addHook('onRoute', ({ method, url }) => {
    for (const one of Array.isArray(method) ? method : [method]) deps.onRoute?.({ method: one, url })
  })
  app.setValidatorCompiler(validatorCompiler)
  // Answers are built from the shared types; the schemas describe them, and tests hold them to it.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data))
  addErrorHandler(app)
  addJsonParser(app)
  app.addHook('onResponse', (request, reply, done) => {
    request.log.debug(
      { method: request.method, path: pathOf(request), status: reply.statusCode, ms: reply.elapsedTime },
      'request',
    )
    done()
  })
  app.addHook('preClose', (done) => {
    deps.hub.close()
    done()
  })

  await addLiveSocket(app)
  await addSecurity(app, deps)
  await addDocs(app, deps)
  addStatusRoute(app, deps)
  addListenerRoutes(app, deps)
  addBulkRoutes(app, deps)
  addSessionRoutes(app, deps)
  addNoteRoutes(app, deps)
  addDownloadRoutes(app, deps)
  addMatchRoutes(app, deps)
  addLiveRoute(app, deps)
  await addWebApp(app, deps)
  return app
}

/** JSON and nothing else; an empty body is none (start, stop and close have nothing to say). */
function addJsonParser(app: App): void {
  app.removeAllContentTypeParsers()
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    else void parse(request, body as string, done)
  })
}
