import { assertNever } from '@tcpscope/shared/base'
import type { Close, Session, SessionState } from '@tcpscope/shared/api'
import type { Blocker } from '@tcpscope/shared/trace'

export { isLive } from '@tcpscope/shared/api'

/** What the state filter offers: `live` is every state that still has a connection. */
export const SESSION_WORDS = [
  'live',
  'connecting',
  'open',
  'half-closed',
  'closed',
  'failed',
  'interrupted',
] as const satisfies readonly ('live' | SessionState)[]

/** Why a session ended, in two words: `client FIN`, `target RST`, `refused`. The sentence is in `close.text`. */
export function closeWords({ cause, by }: Pick<Close, 'cause' | 'by'>): string {
  switch (cause) {
    case 'fin':
      return `${by} FIN`
    case 'reset':
      return `${by} RST`
    case 'refused':
      return 'refused'
    case 'connect-timeout':
      return 'connect timeout'
    case 'timeout':
      return `${by} timeout`
    case 'unreachable':
      return 'unreachable'
    case 'unresolved':
      return 'name unknown'
    case 'denied':
      return 'denied'
    case 'closed-here':
      return 'closed here'
    case 'shutdown':
      return 'shutdown'
    case 'interrupted':
      return 'interrupted'
    case 'capture-failed':
      return 'not recorded'
    case 'error':
      return 'error'
    default:
      return assertNever(cause)
  }
}

/** Who is being waited for while a session has no bytes. */
export function waitingWords(session: Pick<Session, 'state' | 'client' | 'target'>): string {
  switch (session.state) {
    case 'connecting':
      return `Waiting for the target ${session.target} to answer.`
    case 'open':
      return `Connected. Waiting for the first byte of the client ${session.client} or the target ${session.target}.`
    case 'half-closed':
      return 'One side has finished without a byte. Waiting for the other.'
    case 'closed':
    case 'failed':
    case 'interrupted':
      return 'The connection ended before a byte was sent.'
    default:
      return assertNever(session.state)
  }
}

/** Who is being waited for, in two or three words. */
export function blockerWords(blocker: Blocker): string {
  switch (blocker) {
    case 'client-silent':
      return 'client silent'
    case 'target-silent':
      return 'target silent'
    case 'client-not-reading':
      return 'client not reading'
    case 'target-not-reading':
      return 'target not reading'
    case 'disk':
      return 'disk'
    case 'own':
      return 'tcpscope'
    default:
      return assertNever(blocker)
  }
}

/** The same as a sentence. */
export function blockerSentence(blocker: Blocker): string {
  switch (blocker) {
    case 'client-silent':
      return 'Nothing is on its way; the client is expected to send.'
    case 'target-silent':
      return 'Nothing is on its way; the target is expected to answer or to send.'
    case 'client-not-reading':
      return 'Bytes for the client wait: it does not read, its window is closed.'
    case 'target-not-reading':
      return 'Bytes for the target wait: it does not read, its window is closed.'
    case 'disk':
      return 'The sockets are held until the recording is in the files: the disk is behind.'
    case 'own':
      return 'tcpscope itself is at work: reading, writing, or busy with other connections.'
    default:
      return assertNever(blocker)
  }
}

/** A command that sends something through a listener, and what it does. */
export interface TryCommand {
  readonly command: string
  readonly about: string
}

/**
 * What to type to see a first session: guessed from the target's port.
 * @param host what the listener listens on; a wildcard is reached at loopback
 */
export function tryCommands(host: string, port: number, targetPort: number): TryCommand[] {
  const here = host === '0.0.0.0' || host === '' ? '127.0.0.1' : host === '::' ? '::1' : host
  const inUrl = here.includes(':') ? `[${here}]` : here
  const nc = { command: `nc ${here} ${port}`, about: 'a raw connection; type, and end with Ctrl-C' }
  switch (targetPort) {
    case 6379: {
      const where = here === '127.0.0.1' ? `-p ${port}` : `-h ${here} -p ${port}`
      return [{ command: `redis-cli ${where} ping`, about: 'asks Redis for a PONG' }, nc]
    }
    case 80:
    case 3000:
    case 5000:
    case 8000:
    case 8080:
      return [{ command: `curl http://${inUrl}:${port}/`, about: 'fetches the first page' }, nc]
    case 443:
    case 8443:
      return [{ command: `curl -k https://${inUrl}:${port}/`, about: 'fetches the first page' }, nc]
    case 5432:
      return [{ command: `psql "host=${here} port=${port}"`, about: 'opens a PostgreSQL prompt' }, nc]
    default:
      return [nc]
  }
}
