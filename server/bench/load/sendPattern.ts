import type { Socket } from 'node:net'
import { SLICE } from './protocol.ts'

/** A sender with a rate looks at the clock this often, ms. */
const TICK_MS = 5

/**
 * Writes `bytes` bytes of the pattern, again and again from its start, as fast as the socket takes them.
 * @param done called after the last one was handed to the socket
 * @param bytesPerMs 0: no limit
 */
export function sendPattern(
  socket: Socket,
  pattern: Buffer,
  bytes: number,
  done: () => void = () => {},
  bytesPerMs = 0,
): void {
  let sent = 0
  const began = performance.now()
  const go = (): void => {
    // Read once a turn: a clock that is looked at after each piece always allows one more.
    const allowed = bytesPerMs === 0 ? bytes : Math.floor((performance.now() - began) * bytesPerMs)
    while (sent < bytes) {
      if (socket.destroyed) return
      const place = sent % pattern.length
      const part = Math.min(SLICE, pattern.length - place, bytes - sent, allowed - sent)
      if (part <= 0) {
        setTimeout(go, TICK_MS)
        return
      }
      sent += part
      if (!socket.write(pattern.subarray(place, place + part))) {
        socket.once('drain', go)
        return
      }
    }
    done()
  }
  go()
}
