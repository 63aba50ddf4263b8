import { dial } from './dial.ts'
import type { Outcome, PingJob } from './jobs.ts'
import { header } from './protocol.ts'
import { Times } from './times.ts'

/** Round trips before the clock starts, ms. */
const WARM_MS = 200
/** Connections that may be on their way at once: fewer than any backlog has room for. */
const DIALLING = 256

/**
 * Each connection sends a message, waits for its echo, compares it, sends the next. All connect first. What counts are
 * the round trips that end while the clock runs.
 */
export function ping({ port, connections, bytes, seconds }: PingJob, pattern: Buffer): Promise<Outcome> {
  const times = new Times()
  let bad = 0
  let firstError: string | undefined
  let dialled = 0
  let arrived = 0
  let closed = 0
  const starts: (() => void)[] = []
  let from = Infinity
  let until = Infinity
  const begin = (): void => {
    from = performance.now() + WARM_MS
    until = from + seconds * 1000
    for (const start of starts) start()
  }
  return new Promise((resolve) => {
    const dialMore = (): void => {
      while (dialled < connections && dialled - arrived < DIALLING) one(dialled++)
    }
    /** One more has come, or will never come. */
    const arrive = (): void => {
      arrived++
      if (arrived === connections) begin()
      else dialMore()
    }
    const leave = (): void => {
      if (++closed < connections) return
      const outcome = { count: times.count, seconds, bad, ...times.percentiles() }
      resolve(firstError === undefined ? outcome : { ...outcome, firstError })
    }
    const one = (number: number): void => {
      // Another piece of the pattern each time: an echo of something older is seen.
      let place = (number * 4099) % (pattern.length - bytes)
      let got = 0
      let sent = 0
      let over = false
      let connected = false
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
        if (now >= from && now <= until) times.add(now - sent)
        if (now < until) next()
        else {
          over = true
          socket.end()
        }
        return true
      })
      socket.on('connect', () => {
        connected = true
        socket.write(header('E'))
        starts.push(next)
        arrive()
      })
      socket.on('error', (error) => fail(String(error)))
      socket.on('close', () => {
        fail('closed early')
        if (!connected) arrive()
        leave()
      })
    }
    dialMore()
  })
}
