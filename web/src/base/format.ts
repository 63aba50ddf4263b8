import { NANOS_PER_MS, NANOS_PER_SECOND } from '@tcpscope/shared/base'

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const
const COUNT = new Intl.NumberFormat('en')

/** Three digits and a unit: `412 B`, `1.23 MB`, `48.0 GB`. Steps of 1000. @param bytes >= 0 */
export function formatBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  // 999.5 of a unit would be rounded to 1000 of it.
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 ? Math.round(value) : threeDigits(value)} ${UNITS[unit]}`
}

/** `1,234,567`. */
export function formatCount(count: number): string {
  return COUNT.format(count)
}

/** `3.10 MB/s`; a dash for nothing. @param rate bytes a second, >= 0 */
export function formatRate(rate: number): string {
  return rate < 0.5 ? '–' : `${formatBytes(rate)}/s`
}

/**
 * A length of time for people: `0 ms`, `350 µs`, `12.4 ms`, `1.24 s`, `01:12`, `2:03:04`, `3 d 4 h`.
 * @param ns nanoseconds, >= 0
 */
export function formatDuration(ns: number): string {
  if (ns <= 0) return '0 ms'
  // 999.5 µs would be rounded to 1000 of them.
  if (ns < 0.9995 * NANOS_PER_MS) return `${Math.max(1, Math.round(ns / 1000))} µs`
  if (ns < 999.5 * NANOS_PER_MS) return `${threeDigits(ns / NANOS_PER_MS)} ms`
  const seconds = ns / NANOS_PER_SECOND
  if (seconds < 59.95) return `${seconds < 9.995 ? seconds.toFixed(2) : seconds.toFixed(1)} s`
  return formatAge(Math.round(seconds))
}

/** Whole seconds as a clock: `00:07`, `01:12`, `2:03:04`, `3 d 4 h`. @param seconds an integer, >= 0 */
export function formatAge(seconds: number): string {
  const days = Math.floor(seconds / 86_400)
  const hours = Math.floor((seconds % 86_400) / 3600)
  if (days > 0) return `${days} d ${hours} h`
  const rest = `${pad(Math.floor((seconds % 3600) / 60))}:${pad(seconds % 60)}`
  return hours > 0 ? `${hours}:${rest}` : rest
}

/** Local date and time with milliseconds: `2026-11-21 04:05:06.789`. @param epochMs since 1970, UTC */
export function formatMoment(epochMs: number): string {
  const d = new Date(epochMs)
  const day = `${d.getFullYear()}-${pad(d.getMonth() + 1)}-${pad(d.getDate())}`
  const time = `${pad(d.getHours())}:${pad(d.getMinutes())}:${pad(d.getSeconds())}`
  return `${day} ${time}.${String(d.getMilliseconds()).padStart(3, '0')}`
}

/** `1 session`, `2 sessions`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}

function threeDigits(value: number): string {
  if (value < 9.995) return value.toFixed(2)
  return value < 99.95 ? value.toFixed(1) : value.toFixed(0)
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}
