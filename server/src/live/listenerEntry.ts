import type { Listener } from '@tcpscope/shared/api'
import type { StoredListener } from '../core/catalogPort.ts'
import type { ListenError, ListenerSettings } from '../core/enginePort.ts'

/** A listener as its book keeps it. */
export interface ListenerEntry {
  stored: StoredListener
  state: Listener['state']
  boundPort: number | null
  error: Listener['error']
  acceptErrors: number
  /** Number of its newest session, deleted ones counted; 0: it had none. */
  lastNumber: number
}

/** One that does not listen yet. @param lastNumber of its newest session; 0: it had none */
export function newEntry(stored: StoredListener, lastNumber: number): ListenerEntry {
  return { stored, state: 'stopped', boundPort: null, error: null, acceptErrors: 0, lastNumber }
}

/** What the engine needs to know. */
export function settingsOf({ stored, lastNumber }: ListenerEntry): ListenerSettings {
  const { id, name, host, port, connectTimeoutMs, hexLog, capture } = stored
  return {
    id,
    name,
    host,
    port,
    target: { host: stored.targetHost, port: stored.targetPort },
    connectTimeoutMs,
    hexLog,
    capture,
    lastNumber,
  }
}

/** What a page sees. */
export function viewOf(entry: ListenerEntry, openConnections: number): Listener {
  const { wanted: _, ...settings } = entry.stored
  const { state, boundPort, error, acceptErrors, lastNumber: sessions } = entry
  return { ...settings, state, boundPort, error, openConnections, sessions, acceptErrors }
}

const LISTEN_CODES: ReadonlySet<string> = new Set<ListenError['code']>([
  'port_in_use',
  'port_not_permitted',
  'address_not_available',
  'listen_failed',
  'shutting_down',
])

/** What the engine rejected with, as the plain object that it is. */
export function listenErrorOf(error: unknown): ListenError {
  if (typeof error === 'object' && error !== null && 'code' in error && 'message' in error) {
    const { code, message } = error
    if (LISTEN_CODES.has(String(code))) return { code: code as ListenError['code'], message: String(message) }
  }
  const text = error instanceof Error ? error.message : String(error)
  return { code: 'listen_failed', message: `The listener could not be started: ${text}.` }
}
