/** An IP address and port as a socket reports them, or a host name and port as a person wrote them. */
export interface Address {
  readonly host: string
  /** 0..65535 */
  readonly port: number
}

/** `host:port`, IPv6 hosts in brackets. */
export function formatAddress({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** An address as the logs' lines and names have it: every ":" replaced by "-", as the ancestor did. */
export function logAddress(address: Address): string {
  return formatAddress(address).replaceAll(':', '-')
}

/**
 * Reads `host:port`, `[v6]:port`, or a bare port (host then is `defaultHost`).
 * @returns undefined when the text is none of these or the port is not in 0..65535
 */
export function parseAddress(text: string, defaultHost = '127.0.0.1'): Address | undefined {
  const match = /^(?:\[([^\]]+)\]:|([^:[\]]*):)?(\d{1,5})$/.exec(text.trim())
  if (!match) return undefined
  const port = Number(match[3])
  if (port > 65_535) return undefined
  return { host: match[1] ?? (match[2] ? match[2] : defaultHost), port }
}
