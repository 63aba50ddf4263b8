import { dial } from './dial.ts'
import type { HoldJob, Outcome } from './jobs.ts'
import { header } from './protocol.ts'
import { Times } from './times.ts'

const MESSAGE = 100
/** An echo that takes longer is a failure, ms. */
const PATIENCE_MS = 15_000

/**
 * Many connections that are mostly silent: they are made evenly over the ramp, each exchanges 100 bytes at once and
 * then every so often until the hold is over. Times are those of exchanges after the ramp.
 * @param onHeld called once, at the end of the ramp
 */
export function hold(
  { port, connections, rampSeconds, holdSeconds, everySeconds }: HoldJob,
  pattern: Buffer,
  onHeld: () => void,
): Promise<Outcome> {
  const times = new Times()
  const message = pattern.subarray(0, MESSAGE)
  const began = performance.now()
  const ramped = began + rampSeconds * 1000
  const until = ramped + holdSeconds * 1000
  let bad = 0
  let exchanges = 0
  let firstError: string | undefined
  let left = connections
  return new Promise((resolve) => {
    const one = (): void => {
      let got = 0
      let sent = 0
      let waiting = false
      let over = false
      let timer: NodeJS.Timeout | undefined
      const fail = (why: string): void => {
        if (over) return
        over = true
        bad++
        firstError ??= why
        socket.destroy()
      }
      const exchange = (): void => {
        if (over) return
        const now = performance.now()
        if (waiting) {
          fail(`no echo within ${PATIENCE_MS} ms`)
          return
        }
        if (now >= until) {
          over = true
          socket.end()
          return
        }
        got = 0
        sent = now
        waiting = true
        socket.write(message)
        timer = setTimeout(exchange, PATIENCE_MS)
      }
      const socket = dial(port, (buffer, length) => {
        if (!waiting || message.compare(buffer, 0, length, got, Math.min(MESSAGE, got + length)) !== 0) {
          fail('a wrong echo')
          return true
        }
        got += length
        if (got < MESSAGE) return true
        waiting = false
        exchanges++
        if (sent >= ramped) times.add(performance.now() - sent)
        clearTimeout(timer)
        const next = Math.min(sent + everySeconds * 1000, Math.max(until, sent))
        timer = setTimeout(exchange, next - performance.now())
        return true
      })
      socket.on('connect', () => {
        socket.write(header('E'))
        exchange()
      })
      socket.on('error', (error) => fail(String(error)))
      socket.on('close', () => {
        clearTimeout(timer)
        fail('closed early')
        if (--left > 0) return
        const seconds = (performance.now() - began) / 1000
        const outcome = { count: exchanges, seconds, bad, ...times.percentiles() }
        resolve(firstError === undefined ? outcome : { ...outcome, firstError })
      })
    }
    let made = 0
    const ramp = setInterval(() => {
      const share = Math.min(1, (performance.now() - began) / (rampSeconds * 1000))
      while (made < share * connections) {
        made++
        one()
      }
      if (made < connections) return
      clearInterval(ramp)
      onHeld()
    }, 10)
  })
}
