import { dial } from './dial.ts'
import type { Outcome, PingJob } from './jobs.ts'
import { pace } from './pace.ts'
import { header } from './protocol.ts'
import { Times } from './times.ts'

/** Round trips before the clock starts, ms. */
const WARM_MS = 200
/**
 * Connections that may be on their way at once: fewer than any backlog has room for. One has arrived when its first
 * message has come back. That a proxy has accepted it does not say that the target has: where it has no room for more,
 * connections wait for the system's next try, seconds each time, and the unlucky ones for longer than the proxy does.
 */
const DIALLING = 256

interface Pinger {
  /** Sends a message now, or after the echo that is on its way. */
  readonly ask: () => void
  /** No more messages. */
  readonly finish: () => void
}

/**
 * Each connection sends a message, waits for its echo, compares it, sends the next: at once, or when it is due. All
 * are there first. What counts are the round trips that end while the clock runs.
 */
export function ping(
  { port, connections, bytes, seconds, tripsPerSecond }: PingJob,
  pattern: Buffer,
): Promise<Outcome> {
  const times = new Times()
  let bad = 0
  let firstError: string | undefined
  let dialled = 0
  let arrived = 0
  let closed = 0
  const pingers: Pinger[] = []
  let from = Infinity
  let until = Infinity
  const begin = (): void => {
    from = performance.now() + WARM_MS
    until = from + seconds * 1000
    if (tripsPerSecond === undefined) {
      for (const { ask } of pingers) ask()
      return
    }
    pace(tripsPerSecond, until, {
      due: (number) => pingers[number % pingers.length]?.ask(),
      over: () => pingers.forEach(({ finish }) => finish()),
    })
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
      let waiting = false
      let dueSince: number | undefined
      let over = false
      let there = false
      const fail = (why: string): void => {
        if (over) return
        over = true
        bad++
        firstError ??= why
        socket.destroy()
      }
      const send = (since: number): void => {
        place = (place + bytes + 1) % (pattern.length - bytes)
        got = 0
        sent = since
        dueSince = undefined
        waiting = true
        socket.write(pattern.subarray(place, place + bytes))
      }
      const ask = (): void => {
        if (over) return
        if (waiting) dueSince ??= performance.now()
        else send(performance.now())
      }
      const finish = (): void => {
        if (waiting || over) return
        over = true
        socket.end()
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
        waiting = false
        if (!there) {
          there = true
          pingers.push({ ask, finish })
          arrive()
          return true
        }
        if (now >= until) finish()
        else if (tripsPerSecond === undefined) send(now)
        else if (dueSince !== undefined) send(dueSince)
        return true
      })
      socket.on('connect', () => {
        socket.write(header('E'))
        send(performance.now())
      })
      socket.on('error', (error) => fail(String(error)))
      socket.on('close', () => {
        fail('closed early')
        if (!there) arrive()
        leave()
      })
    }
    dialMore()
  })
}
