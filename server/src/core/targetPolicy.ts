import ipaddr from 'ipaddr.js'
import type { Address } from '@tcpscope/shared/base'

/**
 * One spelling for every IP address: v4-mapped v6 becomes v4, zones are left out, v6 is shortened.
 * @returns undefined when the text is not an IP address
 */
export function canonicalIp(text: string): string | undefined {
  const host = text.replace(/^\[|\]$/g, '').replace(/%.*$/, '')
  // Four decimal parts only: ipaddr.js also reads `127.1` and `0x7f000001`, which the resolver spells out for us.
  if (!host.includes(':') && !ipaddr.IPv4.isValidFourPartDecimal(host)) return undefined
  if (!ipaddr.isValid(host)) return undefined
  const ip = ipaddr.process(host)
  return ip.kind() === 'ipv6' ? (ip as ipaddr.IPv6).toRFC5952String() : ip.toString()
}

/**
 * True when a connection to this IP address ends on the machine itself: loopback, the unspecified address
 * (which systems take for loopback) or an address of one of its interfaces.
 * @param ownAddresses the machine's interface addresses, in any spelling
 */
export function isOwnAddress(host: string, ownAddresses: readonly string[]): boolean {
  const ip = canonicalIp(host)
  if (ip === undefined) return /^localhost\.?$/i.test(host) || /\.localhost\.?$/i.test(host)
  const range = ipaddr.parse(ip).range()
  if (range === 'loopback' || range === 'unspecified') return true
  // 0.0.0.0/8: "this host on this network"; Linux delivers some of it locally.
  if (ip.startsWith('0.')) return true
  return ownAddresses.some((own) => canonicalIp(own) === ip)
}

/**
 * Whether an address is tcpscope's own dashboard: whoever could reach it through a listener would speak to it
 * from the loopback interface. Check what a name resolved to, not the name.
 * @param address a resolved IP address and port
 * @param controlPort the dashboard's port; null while it has none
 */
export function isOwnControlPort(
  address: Address,
  controlPort: number | null,
  ownAddresses: readonly string[],
): boolean {
  return controlPort !== null && address.port === controlPort && isOwnAddress(address.host, ownAddresses)
}

/**
 * Whether a connection to `target` would arrive at a listener bound to `bound`: an endless loop.
 * @param target a resolved IP address and port
 * @param bound the address a listener listens on; an unspecified host takes all of the machine's addresses
 */
export function isOwnListener(target: Address, bound: Address, ownAddresses: readonly string[]): boolean {
  if (target.port !== bound.port || bound.port === 0) return false
  const [to, at] = [canonicalIp(target.host), canonicalIp(bound.host)]
  if (to === undefined || at === undefined) return target.host.toLowerCase() === bound.host.toLowerCase()
  if (to === at) return true
  const wildcard = ipaddr.parse(at).range() === 'unspecified' || ipaddr.parse(to).range() === 'unspecified'
  return wildcard && isOwnAddress(to, ownAddresses) && isOwnAddress(at, ownAddresses)
}
