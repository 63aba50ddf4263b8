import { parseAddress } from '@tcpscope/shared/base'
import type { CaptureMode, HexLogMode, Listener, ListenerPatch, NewListener } from '@tcpscope/shared/api'
import { ApiError } from '../../data/api.ts'

/** What stands in the fields of the form, as typed. Names are those of the API's fields. */
export interface ListenerFields {
  readonly name: string
  readonly host: string
  readonly port: string
  readonly targetHost: string
  readonly targetPort: string
  /** Seconds. */
  readonly connectTimeoutMs: string
  readonly hexLog: HexLogMode
  readonly capture: CaptureMode
}

export type FieldName = keyof ListenerFields
/** A sentence beside each field that is at fault. */
export type FieldErrors = { readonly [K in FieldName]?: string | undefined }

export const NEW_FIELDS: ListenerFields = {
  name: '',
  host: '127.0.0.1',
  port: '0',
  targetHost: '',
  targetPort: '',
  connectTimeoutMs: '10',
  hexLog: 'live',
  capture: 'normal',
}

/** What the form shows of a listener. */
export function fieldsOf(listener: Listener): ListenerFields {
  return {
    name: listener.name,
    host: listener.host,
    port: String(listener.port),
    targetHost: listener.targetHost,
    targetPort: String(listener.targetPort),
    connectTimeoutMs: String(listener.connectTimeoutMs / 1000),
    hexLog: listener.hexLog,
    capture: listener.capture,
  }
}

export type ReadResult<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly errors: FieldErrors }

/** What the form asks for, or what is wrong with it. An empty name is left to the server. */
export function readFields(fields: ListenerFields): ReadResult<NewListener> {
  const errors: { -readonly [K in FieldName]?: string | undefined } = {}
  const host = unbracket(fields.host)
  const targetHost = unbracket(fields.targetHost)
  const port = readInteger(fields.port, 0, 65_535)
  const targetPort = readInteger(fields.targetPort, 1, 65_535)
  const seconds = Number(fields.connectTimeoutMs.trim().replace(',', '.'))
  if (host === '') errors.host = 'Say where to listen; 127.0.0.1 lets in this computer only.'
  if (targetHost === '') errors.targetHost = 'Say which host to connect to.'
  if (port === undefined) errors.port = 'A port is a number from 0 to 65535; 0 takes a free one.'
  if (targetPort === undefined) errors.targetPort = 'A port is a number from 1 to 65535.'
  if (!(seconds >= 0.1 && seconds <= 600)) errors.connectTimeoutMs = 'From 0.1 to 600 seconds.'
  if (fields.name.trim().length > 80) errors.name = 'At most 80 letters.'
  if (port === undefined || targetPort === undefined || Object.keys(errors).length > 0)
    return { ok: false, errors }
  const name = fields.name.trim()
  const value: NewListener = {
    host,
    port,
    targetHost,
    targetPort,
    connectTimeoutMs: Math.round(seconds * 1000),
    hexLog: fields.hexLog,
    capture: fields.capture,
  }
  return { ok: true, value: name === '' ? value : { ...value, name } }
}

/** The settings that differ from the listener's; undefined when none does. */
export function changedSettings(listener: Listener, wanted: NewListener): ListenerPatch | undefined {
  const { start: _, ...settings } = wanted
  const changed = Object.entries(settings).filter(([key, value]) => listener[key as keyof Listener] !== value)
  return changed.length > 0 ? Object.fromEntries(changed) : undefined
}

/** The target of the two-field card: `host:port`, or a bare port of this computer. */
export function readTarget(text: string): ReadResult<Pick<NewListener, 'targetHost' | 'targetPort'>> {
  const address = parseAddress(text)
  if (!address || address.port === 0) {
    return {
      ok: false,
      errors: { targetHost: 'Write host:port, for example 127.0.0.1:6379 or example.com:80.' },
    }
  }
  return { ok: true, value: { targetHost: address.host, targetPort: address.port } }
}

const FIELDS: ReadonlySet<string> = new Set(Object.keys(NEW_FIELDS))

export interface PlacedError {
  readonly errors: FieldErrors
  readonly general: string | null
}

/** Where a refusal of the server is to be shown: beside the field it names, else above the form. */
export function placeError(error: unknown): PlacedError {
  if (!(error instanceof Error)) return { errors: {}, general: String(error) }
  const field = error instanceof ApiError ? fieldOf(error.code, error.field) : null
  return field
    ? { errors: { [field]: error.message }, general: null }
    : { errors: {}, general: error.message }
}

/** Where to show why a listener that was saved does not listen; null when it does. */
export function placeFault({ state, error }: Pick<Listener, 'state' | 'error'>): PlacedError | null {
  if (state !== 'failed' || !error) return null
  const field = fieldOf(error.code, null)
  return field
    ? { errors: { [field]: error.message }, general: null }
    : { errors: {}, general: error.message }
}

/** The field that a code is about where the server does not name one. */
const FIELD_OF: { readonly [K in ApiError['code']]?: FieldName } = {
  port_in_use: 'port',
  port_not_permitted: 'port',
  address_not_available: 'host',
  target_is_control_port: 'targetPort',
  target_is_listener: 'targetPort',
}

function fieldOf(code: string, field: string | null): FieldName | null {
  if (field && FIELDS.has(field)) return field as FieldName
  return FIELD_OF[code as ApiError['code']] ?? null
}

function readInteger(text: string, min: number, max: number): number | undefined {
  if (!/^\d{1,9}$/.test(text.trim())) return undefined
  const value = Number(text)
  return value >= min && value <= max ? value : undefined
}

function unbracket(host: string): string {
  return host.trim().replace(/^\[(.*)\]$/, '$1')
}
