import { ByteRange, DIRECTIONS, type Direction } from '@tcpscope/shared/base'

/** Bytes of one direction, as an address names them. */
export interface LinkedBytes {
  readonly direction: Direction
  readonly range: ByteRange
}

/** The names in an address's search part that belong to an opened session. */
export const LINK_NAMES = { bytes: 'bytes', tab: 'tab', moment: 't' } as const

/**
 * `upstream.1024-2047`: first and last byte, as in HTTP's Range; no sign that addresses have to escape.
 * @param range not empty
 */
export function formatByteLink({ direction, range }: LinkedBytes): string {
  return `${direction}.${range.start}-${range.end - 1}`
}

/** The bytes that an address names; null when it names none, or none that there can be. */
export function readByteLink(text: string | null): LinkedBytes | null {
  const match = /^([a-z]+)\.(\d{1,16})-(\d{1,16})$/.exec(text ?? '')
  const direction = DIRECTIONS.find((each) => each === match?.[1])
  const start = Number(match?.[2])
  const end = Number(match?.[3]) + 1
  if (!direction || !Number.isSafeInteger(end) || start >= end) return null
  return { direction, range: { start, end } }
}

/**
 * The address of bytes of the session that is open.
 * @param here the page's address now: its session, filter and tab stay
 */
export function byteLink(here: string, bytes: LinkedBytes): string {
  const url = new URL(here)
  url.searchParams.set(LINK_NAMES.bytes, formatByteLink(bytes))
  return url.href
}
