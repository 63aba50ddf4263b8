import type { ClosedBy } from '@tcpscope/shared/capture'
import type { CloseReason } from './lifecycle.ts'

const WHO: Readonly<Record<ClosedBy, string>> = {
  client: 'The client',
  target: 'The target',
  tcpscope: 'tcpscope',
}

/** Why a session ended, as a sentence. @param dialError in words why the target was not reached, if it was not */
export function closeText(reason: CloseReason, dialError: string | null): string {
  if (dialError !== null) return dialError
  const who = WHO[reason.by]
  const code = reason.code ? ` (${reason.code})` : ''
  switch (reason.cause) {
    case 'fin':
      return `${who} finished first (FIN), then the other side did.`
    case 'reset':
      return `${who} reset the connection (RST).`
    case 'timeout':
      return `${who} no longer answered: the system gave up on it${code}.`
    case 'closed-here':
      return 'Closed from tcpscope.'
    case 'shutdown':
      return 'tcpscope stopped, and the connection did not finish within the grace period.'
    case 'capture-failed':
      return 'Its bytes could not be recorded, and its listener is strict: what is not in the file does not go on.'
    case 'interrupted':
      return 'tcpscope ended without closing this session; it was found open at the next start.'
    case 'refused':
    case 'connect-timeout':
    case 'unreachable':
    case 'unresolved':
    case 'denied':
    case 'error':
      return `${who} ended the connection by an error${code}.`
  }
}
