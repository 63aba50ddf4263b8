import fastifyCookie from '@fastify/cookie'
import fastifyHelmet from '@fastify/helmet'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App, AppDeps } from '../deps.ts'
import { pathOf, sendError } from './errors.ts'
import { judge } from './guard.ts'
import { LOGIN_PAGE } from './loginPage.ts'
import { cookieName, cookieValue } from './token.ts'

/**
 * What stands before every route, static file, download and upgrade. To be called on the root instance before any
 * route is made: hooks hold for what comes after them.
 */
export async function addSecurity(app: App, deps: AppDeps): Promise<void> {
  // The page says what it may do before it says who may see it: refusals carry the headers, too.
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        // The component library injects style elements and attributes; scripts stay strict.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        workerSrc: ["'self'"],
        manifestSrc: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    frameguard: { action: 'deny' },
    // Plain HTTP on loopback: a promise of TLS would lock people out.
    strictTransportSecurity: false,
  })
  await app.register(fastifyCookie)
  app.addHook('onRequest', async (request, reply) => await admit(request, reply, deps))
}

async function admit(request: FastifyRequest, reply: FastifyReply, deps: AppDeps): Promise<unknown> {
  if (isApi(request)) reply.header('cache-control', 'no-store')
  const port = deps.controlPort()
  const verdict = judge(
    {
      method: request.method,
      url: request.url,
      isUpgrade: request.ws,
      headers: request.headers,
      cookies: request.cookies,
    },
    { token: deps.token, port, hosts: deps.allowedHosts() },
  )
  if (verdict.pass) return undefined
  if ('enter' in verdict) {
    return reply
      .setCookie(cookieName(port), cookieValue(deps.token), { httpOnly: true, sameSite: 'strict', path: '/' })
      .header('cache-control', 'no-store')
      .redirect(verdict.enter, 303)
  }
  if (verdict.status === 401 && !isApi(request) && wantsPage(request)) {
    return reply
      .code(401)
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(LOGIN_PAGE)
  }
  return sendError(reply, verdict.status, verdict.code, verdict.message)
}

/** Whether a path belongs to the API, however it is written. */
export function isApi(request: Pick<FastifyRequest, 'url'>): boolean {
  return /^\/+api(?:\/|$)/i.test(pathOf(request).replace(/%2f/gi, '/'))
}

/** A browser that shows the answer to a person. */
function wantsPage(request: FastifyRequest): boolean {
  return request.headers.accept?.includes('text/html') ?? false
}
