import { lookup as systemLookup } from 'node:dns'
import { connect, isIP, isIPv4, type LookupFunction, type NetConnectOpts, type Socket } from 'node:net'
import type { Address } from '@tcpscope/shared/base'
import type { CloseCause } from '@tcpscope/shared/capture'
import type { ReadBuffers } from './readBuffers.ts'
import { readInto } from './readInto.ts'

/** What became of a dial: a peer's failure is a fact, not an exception. */
export type Dialed =
  | { readonly ok: true; readonly socket: Socket; readonly local: Address; readonly remote: Address }
  | { readonly ok: false; readonly cause: CloseCause; readonly code: string | null }

/** Says whether an address must not be dialled; undefined: it may. Gets resolved addresses only. */
export type TargetCheck = (address: Address) => 'denied' | undefined

const CAUSES: Readonly<Record<string, CloseCause>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'refused',
  ETIMEDOUT: 'connect-timeout',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EINVAL: 'unreachable',
  ENOTFOUND: 'unresolved',
  EAI_AGAIN: 'unresolved',
  ENODATA: 'unresolved',
  EAI_FAIL: 'unresolved',
  DENIED: 'denied',
}

class DeniedError extends Error {
  readonly code = 'DENIED'
}

/**
 * Dials a target: resolves its name, refuses addresses that `check` refuses (so a name cannot be changed between
 * check and connect), tries the addresses in turn. `done` is called once; the returned function ends the attempt
 * (then `done` is not called any more).
 *
 * The socket does not read until it is told to, keeps half-close, and has no Nagle delay.
 * @param buffers what it reads into
 * @param bufferBytes high watermark of the socket's write buffer, bytes
 */
export function dial(
  target: Address,
  check: TargetCheck,
  buffers: ReadBuffers,
  bufferBytes: number,
  done: (dialed: Dialed) => void,
): () => void {
  if (isIP(target.host) && check(target)) {
    queueMicrotask(() => done({ ok: false, cause: 'denied', code: null }))
    return () => {}
  }
  const lookup: LookupFunction = (host, options, callback) => {
    systemLookup(host, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, [])
      const allowed = addresses.filter(({ address }) => !check({ host: address, port: target.port }))
      if (allowed.length === 0 && addresses.length > 0) return callback(new DeniedError(), [])
      return callback(null, allowed)
    })
  }
  const { onread, bind } = readInto(buffers)
  const socket = connect({
    host: target.host,
    port: target.port,
    lookup,
    autoSelectFamily: true,
    noDelay: true,
    allowHalfOpen: true,
    highWaterMark: bufferBytes,
    onread,
  } as NetConnectOpts)
  bind(socket)
  // No byte is read before the copiers are there: it waits in the kernel.
  socket.pause()
  const onError = (error: NodeJS.ErrnoException): void => {
    const { cause, code } = causeOf(error)
    done({ ok: false, cause, code })
  }
  socket.once('error', onError)
  socket.once('connect', () => {
    const local = { host: socket.localAddress ?? '', port: socket.localPort ?? 0 }
    // What was dialled by number is where it is; but for a name, one of the many ways to write an IPv6 address, and
    // 0.0.0.0, which is another word for this machine.
    const remote =
      isIPv4(target.host) && target.host !== '0.0.0.0'
        ? target
        : { host: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 }
    socket.off('error', onError)
    // A port of this machine that nobody listens on may be answered by the very socket that dials it.
    if (local.host === remote.host && local.port === remote.port) {
      socket.on('error', () => {})
      socket.resetAndDestroy()
      done({ ok: false, cause: 'refused', code: 'ECONNREFUSED' })
      return
    }
    done({ ok: true, socket, local, remote })
  })
  return () => {
    socket.off('error', onError)
    socket.on('error', () => {})
    socket.destroy()
  }
}

/** Several addresses were tried: the first failure that names a cause stands for all. */
function causeOf(error: NodeJS.ErrnoException): { cause: CloseCause; code: string | null } {
  const errors = error instanceof AggregateError ? (error.errors as NodeJS.ErrnoException[]) : [error]
  for (const { code } of errors) {
    const cause = code ? CAUSES[code] : undefined
    if (cause) return { cause, code: code === 'DENIED' ? null : code! }
  }
  return { cause: 'error', code: error.code ?? null }
}
