import { goDuration } from '@tcpscope/shared/base'
import type { Session } from '@tcpscope/shared/api'

/**
 * What a terminal may show: printable ASCII only. Names come from people and peers, and an escape sequence in one
 * must not steer the terminal.
 */
export function printable(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?')
}

/** `412 B`, `3.1 kB`, `48.2 MB`. @param bytes 0 or more */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return unit === 0 ? `${bytes} B` : `${value.toFixed(1)} ${units[unit]}`
}

/** One line for an ended session, for headless capture. */
export function sessionLine(session: Session): string {
  const {
    number,
    listenerName,
    client,
    target,
    upstreamBytes,
    downstreamBytes,
    durationNs,
    close,
    gapBytes,
  } = session
  const name = `#${String(number).padStart(4, '0')} ${listenerName}`
  const amounts = `up ${formatBytes(upstreamBytes)}, down ${formatBytes(downstreamBytes)}`
  // Milliseconds are enough for a person.
  const duration = goDuration(Math.ceil(durationNs / 1_000_000) * 1_000_000)
  const gap = gapBytes > 0 ? `  NOT CAPTURED ${formatBytes(gapBytes)}` : ''
  return printable(
    `${name}  ${client} -> ${target}  ${amounts}  ${duration}  ${close?.text ?? session.state}${gap}`,
  )
}
