/** Addresses whose first `bits` are those of `bytes`: 4 bytes of IPv4 or 16 of IPv6. */
export interface Net {
  readonly bytes: readonly number[]
  readonly bits: number
}

/**
 * Reads `10.0.0.0/8`, `fe80::/10`, or one address, which is a net of its own.
 * @returns undefined when it is none of these
 */
export function parseNet(text: string): Net | undefined {
  const [address = '', prefix, ...rest] = text.split('/')
  const bytes = parseIp(address)
  if (!bytes || rest.length > 0) return undefined
  const most = bytes.length * 8
  if (prefix === undefined) return { bytes, bits: most }
  if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > most) return undefined
  return { bytes, bits: Number(prefix) }
}

/**
 * The bytes of an IP address, 4 or 16; an IPv4 address in IPv6 form (`::ffff:10.0.0.1`) is an IPv4 address.
 * @returns undefined for anything else, also a host name
 */
export function parseIp(text: string): number[] | undefined {
  if (!text.includes(':')) return parseIp4(text)
  // A zone (fe80::1%eth0) says where, not who.
  const [address = ''] = text.split('%')
  const halves = address.split('::')
  if (halves.length > 2) return undefined
  const head = groups(halves[0]!)
  const tail = groups(halves[1] ?? '')
  if (!head || !tail) return undefined
  const missing = 16 - head.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 2) return undefined
  const bytes = [...head, ...Array.from({ length: missing }, () => 0), ...tail]
  const mapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255
  return mapped ? bytes.slice(12) : bytes
}

function parseIp4(text: string): number[] | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256))
    return undefined
  return parts.map(Number)
}

/** The bytes of groups between colons; the last may be an IPv4 address. */
function groups(text: string): number[] | undefined {
  if (text === '') return []
  const bytes: number[] = []
  const parts = text.split(':')
  for (const [i, part] of parts.entries()) {
    if (i === parts.length - 1 && part.includes('.')) {
      const four = parseIp4(part)
      if (!four) return undefined
      bytes.push(...four)
    } else {
      if (!/^[0-9a-f]{1,4}$/i.test(part)) return undefined
      const group = Number.parseInt(part, 16)
      bytes.push(group >> 8, group & 255)
    }
  }
  return bytes
}

/** Whether an address as a session has it (`ip:port`, IPv6 in brackets) lies in the net. A host name does not. */
export function isInNet(address: string, { bytes, bits }: Net): boolean {
  const host = address.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1')
  const own = parseIp(host)
  if (own?.length !== bytes.length) return false
  for (let i = 0; i * 8 < bits; i++) {
    const shift = Math.max(0, 8 - (bits - i * 8))
    if (own[i]! >> shift !== bytes[i]! >> shift) return false
  }
  return true
}
