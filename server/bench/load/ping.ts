import { dial } from './dial.ts'
import type { Outcome, PingJob } from './jobs.ts'
import { header } from './protocol.ts'
import { Times } from './times.ts'

/** Round trips before the clock starts, ms. */
const WARM_MS = 200

/** Each connection sends a message, waits for its echo, compares it, sends the next. All connect first. */
export function ping({ port, connections, bytes, seconds }: PingJob, pattern: Buffer): Promise<Outcome> {
  const times = new Times()
  let bad = 0
  let firstError: string | undefined
  let open = 0
  let starts: (() => void)[] = []
  let from = Infinity
  let until = Infinity
  const begin = (): void => {
    if (starts.length < connections) return
    from = performance.now() + WARM_MS
    until = from + seconds * 1000
    for (const start of starts) start()
    starts = []
  }
  return new Promise((resolve) => {
    const settle = (): void => {
      if (--open > 0) return
      const outcome = { count: times.count, seconds, bad, ...times.percentiles() }
      resolve(firstError === undefined ? outcome : { ...outcome, firstError })
    }
    for (let i = 0; i < connections; i++) {
      open++
      // Another piece of the pattern each time: an echo of something older is seen.
      let place = (i * 4099) % (pattern.length - bytes)
      let got = 0
      let sent = 0
      let over = false
      const fail = (why: string): void => {
        if (over) return
        over = true
        bad++
        firstError ??= why
        socket.destroy()
      }
      const next = (): void => {
        place = (place + bytes + 1) % (pattern.length - bytes)
        got = 0
        sent = performance.now()
        socket.write(pattern.subarray(place, place + bytes))
      }
      const socket = dial(port, (buffer, length) => {
        if (
          got + length > bytes ||
          pattern.compare(buffer, 0, length, place + got, place + got + length) !== 0
        ) {
          fail('a wrong echo')
          return true
        }
        got += length
        if (got < bytes) return true
        const now = performance.now()
        if (sent >= from && now <= until) times.add(now - sent)
        if (now < until) next()
        else {
          over = true
          socket.end()
        }
        return true
      })
      socket.on('connect', () => {
        socket.write(header('E'))
        starts.push(next)
        begin()
      })
      socket.on('error', (error) => fail(String(error)))
      socket.on('close', () => {
        fail('closed early')
        settle()
        // A connection that never came must not keep the others waiting for ever.
        if (from === Infinity) {
          connections--
          begin()
        }
      })
    }
  })
}
