import { cookieName, cookieValue, sameSecret } from './token.ts'

/** What of a request decides whether it may pass. */
export interface Asked {
  readonly method: string
  /** As it came: path and query. */
  readonly url: string
  readonly isUpgrade: boolean
  readonly headers: {
    readonly host?: string | undefined
    readonly origin?: string | undefined
    readonly authorization?: string | undefined
    readonly 'sec-fetch-site'?: unknown
    readonly 'sec-fetch-mode'?: unknown
    readonly 'sec-fetch-dest'?: unknown
  }
  readonly cookies: Readonly<Record<string, string | undefined>>
}

export interface Policy {
  readonly token: string
  readonly port: number
  /** Host names and addresses without port; IPv6 without brackets. */
  readonly hosts: readonly string[]
}

export type Verdict =
  | { readonly pass: true }
  /** The printed URL: set the cookie and go on without the token in the address bar. */
  | { readonly pass: false; readonly enter: string }
  | {
      readonly pass: false
      readonly status: 401 | 403 | 421
      readonly code: 'unauthorized' | 'forbidden'
      readonly message: string
    }

const PASS: Verdict = { pass: true }

/** The order matters: nothing about the token is told to a wrong Host or another site. */
export function judge(asked: Asked, policy: Policy): Verdict {
  if (!isAllowedHost(asked.headers.host, policy)) {
    return {
      pass: false,
      status: 421,
      code: 'forbidden',
      message: 'This server does not answer under that host name. Use the address printed at the start.',
    }
  }
  if (!isFromHere(asked)) return forbidden('Requests from other sites are not answered.')

  const entry = enterWith(asked, policy)
  if (entry) return entry

  const means = authentication(asked, policy)
  if (means === undefined) {
    return {
      pass: false,
      status: 401,
      code: 'unauthorized',
      message: 'Open the URL that tcpscope printed when it started; it carries the token.',
    }
  }
  if (asked.isUpgrade || !isReading(asked.method)) {
    const { origin, host } = asked.headers
    if (origin === undefined && means === 'cookie') {
      return forbidden('A request of a page must say which page it comes from (Origin).')
    }
    if (origin !== undefined && origin !== `http://${host}`) {
      return forbidden('Requests from other pages are not answered.')
    }
  }
  return PASS
}

/** Compared as it is: another case, a trailing dot or a missing port is not what a browser of ours sends. */
function isAllowedHost(host: string | undefined, { hosts, port }: Omit<Policy, 'token'>): boolean {
  if (host === undefined) return false
  return hosts.some((name) => {
    const shown = name.includes(':') ? `[${name}]` : name
    return host === `${shown}:${port}` || (port === 80 && host === shown)
  })
}

function isReading(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
}

/** Sec-Fetch-Site, where a browser sends it: other sites may only lead a person here, by a link. */
function isFromHere({ method, isUpgrade, headers }: Asked): boolean {
  const site = headers['sec-fetch-site']
  if (site === undefined || site === 'same-origin' || site === 'none') return true
  return (
    method === 'GET' &&
    !isUpgrade &&
    headers['sec-fetch-mode'] === 'navigate' &&
    headers['sec-fetch-dest'] === 'document'
  )
}

function enterWith({ method, isUpgrade, url }: Asked, { token }: Policy): Verdict | undefined {
  const [path, query] = splitOnce(url, '?')
  if (method !== 'GET' || isUpgrade || query === undefined) return undefined
  const params = new URLSearchParams(query)
  const given = params.get('token')
  if (given === null || !sameSecret(given, token)) return undefined
  params.delete('token')
  const rest = params.toString()
  // One slash at the start: `//host` and `/\host` would lead to another server.
  return { pass: false, enter: path.replace(/^[/\\]+/, '/') + (rest === '' ? '' : `?${rest}`) }
}

function authentication(
  { headers, cookies }: Asked,
  { token, port }: Policy,
): 'bearer' | 'cookie' | undefined {
  const bearer = /^bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
  if (bearer !== undefined && sameSecret(bearer, token)) return 'bearer'
  const cookie = cookies[cookieName(port)]
  if (cookie !== undefined && sameSecret(cookie, cookieValue(token))) return 'cookie'
  return undefined
}

function forbidden(message: string): Verdict {
  return { pass: false, status: 403, code: 'forbidden', message }
}

function splitOnce(text: string, at: string): [string, string | undefined] {
  const i = text.indexOf(at)
  return i < 0 ? [text, undefined] : [text.slice(0, i), text.slice(i + 1)]
}
