import type { Brand } from './brand.ts'

/**
 * Nanoseconds since the start of a session; an integer, 1..2^53-1 (104 days). 0 means "not known (yet)".
 * Stamps of one session never repeat, so they order its events without ties.
 */
export type Nanos = Brand<number, 'Nanos'>

export const NANOS_PER_MS = 1_000_000
export const NANOS_PER_SECOND = 1_000_000_000

export function nanos(value: number): Nanos {
  return value as Nanos
}

const pad = (n: number, width: number) => String(n).padStart(width, '0')

/**
 * `YYYY.MM.DD-hh.mm.ss`, the ancestor's time stamp, in the local time that `utcOffsetMin` names.
 * @param epochMs milliseconds since 1970, UTC
 * @param utcOffsetMin minutes east of UTC, -840..840
 */
export function logStamp(epochMs: number, utcOffsetMin: number): string {
  const d = new Date(epochMs + utcOffsetMin * 60_000)
  const date = `${pad(d.getUTCFullYear(), 4)}.${pad(d.getUTCMonth() + 1, 2)}.${pad(d.getUTCDate(), 2)}`
  return `${date}-${pad(d.getUTCHours(), 2)}.${pad(d.getUTCMinutes(), 2)}.${pad(d.getUTCSeconds(), 2)}`
}

/** `yyyy-mm-dd` in the local time that `utcOffsetMin` names: the folder a session is filed under. */
export function dayStamp(epochMs: number, utcOffsetMin: number): string {
  const d = new Date(epochMs + utcOffsetMin * 60_000)
  return `${pad(d.getUTCFullYear(), 4)}-${pad(d.getUTCMonth() + 1, 2)}-${pad(d.getUTCDate(), 2)}`
}

/** `value / 10^digits` as a decimal without trailing zeros. */
function decimal(value: number, digits: number): string {
  const unit = 10 ** digits
  const whole = Math.floor(value / unit)
  const fraction = pad(value - whole * unit, digits).replace(/0+$/, '')
  return fraction === '' ? String(whole) : `${whole}.${fraction}`
}

/**
 * A duration as Go's `time.Duration.String` prints it: `0s`, `350ns`, `12.5µs`, `3.2ms`, `5.253979s`,
 * `1m2.5s`, `26h0m1s`. Source: the documentation of Go's package time.
 * @param duration nanoseconds, an integer >= 0
 */
export function goDuration(duration: number): string {
  if (duration === 0) return '0s'
  if (duration < 1_000) return `${duration}ns`
  if (duration < NANOS_PER_MS) return `${decimal(duration, 3)}µs`
  if (duration < NANOS_PER_SECOND) return `${decimal(duration, 6)}ms`
  const minutes = Math.floor(duration / (60 * NANOS_PER_SECOND))
  const seconds = `${decimal(duration - minutes * 60 * NANOS_PER_SECOND, 9)}s`
  if (minutes === 0) return seconds
  const hours = Math.floor(minutes / 60)
  return hours === 0 ? `${minutes}m${seconds}` : `${hours}h${minutes % 60}m${seconds}`
}
