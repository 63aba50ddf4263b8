import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

const digest = (text: string) => createHash('sha256').update(text).digest()

/** Compares in a time that tells nothing about where two texts differ, whatever their lengths. */
export function sameSecret(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b))
}

/** What the browser's cookie holds: derived from the token, so that a stolen cookie is not the token. */
export function cookieValue(token: string): string {
  return createHmac('sha256', token).update('tcpscope dashboard cookie').digest('base64url')
}

/** One name a port: cookies don't know ports, and two tcpscopes must not log each other out. */
export function cookieName(port: number): string {
  return `tcpscope-${port}`
}
