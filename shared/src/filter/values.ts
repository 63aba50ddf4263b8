import { NANOS_PER_MS, NANOS_PER_SECOND } from '../base/index.ts'

/** Against what moments are read that do not say it themselves. */
export interface Clock {
  /** ms since 1970 */
  readonly nowMs: number
  /** Minutes that local time is ahead of UTC. */
  readonly utcOffsetMin: number
}

const SIZE = /^(\d+(?:\.\d+)?)([kmgt]?)(i?)b?$/i
const EXPONENT: Readonly<Record<string, number>> = { '': 0, k: 1, m: 2, g: 3, t: 4 }

/** Bytes: `512`, `1k`, `1.5M`, `2GiB`; k is 1000, Ki is 1024. @returns undefined for anything else */
export function parseSize(text: string): number | undefined {
  const match = SIZE.exec(text)
  const [, digits, unit, binary] = match ?? []
  if (digits === undefined) return undefined
  const value = Number(digits) * (binary ? 1024 : 1000) ** EXPONENT[unit!.toLowerCase()]!
  return whole(value)
}

/** A whole number. */
export function parseCount(text: string): number | undefined {
  return /^\d+$/.test(text) ? whole(Number(text)) : undefined
}

const UNIT_NS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1000,
  µs: 1000,
  ms: NANOS_PER_MS,
  s: NANOS_PER_SECOND,
  m: 60 * NANOS_PER_SECOND,
  h: 3600 * NANOS_PER_SECOND,
  d: 86_400 * NANOS_PER_SECOND,
}

/** A length of time in ns: `250ms`, `1.5s`, `10m`, `2h`, `3d`. */
export function parseDuration(text: string): number | undefined {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h|d)$/.exec(text) ?? []
  return digits === undefined ? undefined : whole(Number(digits) * UNIT_NS[unit!]!)
}

/** A moment that was read, and what it depends on. */
export interface Moment {
  /** ms since 1970 */
  readonly ms: number
  /** Another one later: it was said relative to now. */
  readonly moves: boolean
  /** Another one elsewhere: it was said in local time. */
  readonly local: boolean
}

const DAY_MS = 86_400_000
const DATE = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?(Z|[+-]\d\d:?\d\d)?)?$/
const TIME = /^(\d\d?):(\d\d)(?::(\d\d))?$/

/**
 * `-5m` (before now), `now`, `10:30` (today), `2026-11-21`, `2026-11-21T10:30`, with seconds and `Z` or `+01:00` if
 * wanted, or ms since 1970.
 * @returns undefined for anything else, also a date that does not exist
 */
export function parseMoment(text: string, { nowMs, utcOffsetMin }: Clock): Moment | undefined {
  if (text === 'now') return { ms: nowMs, moves: true, local: false }
  if (text.startsWith('-')) {
    const ns = parseDuration(text.slice(1))
    if (ns === undefined) return undefined
    return { ms: Math.max(0, Math.floor(nowMs - ns / NANOS_PER_MS)), moves: true, local: false }
  }
  if (/^\d{12,15}$/.test(text)) return { ms: Number(text), moves: false, local: false }
  const localMs = utcOffsetMin * 60_000
  const clock = TIME.exec(text)
  if (clock) {
    const [hours, minutes, seconds] = clock.slice(1).map((part) => Number(part ?? 0)) as [
      number,
      number,
      number,
    ]
    if (hours > 23 || minutes > 59 || seconds > 59) return undefined
    const midnight = Math.floor((nowMs + localMs) / DAY_MS) * DAY_MS - localMs
    return { ms: midnight + ((hours * 60 + minutes) * 60 + seconds) * 1000, moves: true, local: true }
  }
  const date = DATE.exec(text)
  if (!date) return undefined
  const [year, month, day, hours, minutes, seconds] = date.slice(1, 7).map((part) => Number(part ?? 0))
  const fraction = Number((date[7] ?? '').padEnd(3, '0'))
  const utc = Date.UTC(year!, month! - 1, day, hours, minutes, seconds, fraction)
  // 30 February would be a day in March.
  if (new Date(utc).getUTCDate() !== day || month! > 12 || hours! > 23 || minutes! > 59 || seconds! > 59) {
    return undefined
  }
  const zone = date[8]
  const offsetMs = zone === undefined ? localMs : zoneMs(zone)
  const ms = utc - offsetMs
  return ms < 0 ? undefined : { ms, moves: false, local: zone === undefined }
}

function zoneMs(zone: string): number {
  if (zone === 'Z') return 0
  const digits = zone.replace(':', '')
  const minutes = Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5))
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000
}

function whole(value: number): number | undefined {
  const rounded = Math.round(value)
  return Number.isSafeInteger(rounded) ? rounded : undefined
}
