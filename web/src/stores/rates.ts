import { createStore, type StoreApi } from 'zustand/vanilla'
import type { SessionId } from '@tcpscope/shared/base'
import type { Session } from '@tcpscope/shared/api'
import { isLive } from '../base/words.ts'
import type { LiveClient } from '../live/liveClient.ts'
import { disposeAll, type Dispose } from '../base/emitter.ts'
import { CALM_MS, everyStep } from '../base/steps.ts'
import { RateHistory } from './rateHistory.ts'

/** Over how long a rate is taken, ms. */
const RATE_SPAN_MS = 1000

interface Sample {
  readonly atMs: number
  readonly bytes: number
}

/** Bytes a second of many sessions over the last second, from the counts that come with each change. */
export class RateMeter {
  // Of each live session the samples of the last second and the one before them.
  readonly #samples = new Map<SessionId, Sample[]>()

  sample({ id, upstreamBytes, downstreamBytes, startedAtMs }: Session, atMs: number): void {
    const sample = { atMs, bytes: upstreamBytes + downstreamBytes }
    const samples = this.#samples.get(id)
    if (samples) samples.push(sample)
    // Of a session that is older than the page's first sight of it, the bytes until then say nothing of now.
    else if (startedAtMs < atMs - RATE_SPAN_MS) this.#samples.set(id, [sample])
    else this.#samples.set(id, [{ atMs: startedAtMs, bytes: 0 }, sample])
  }

  /** To be called when a session ends or is deleted: else it is kept for good. */
  forget(id: SessionId): void {
    this.#samples.delete(id)
  }

  /** Rates now; sessions that stood still for the last second are left out. */
  rates(nowMs: number): Map<SessionId, number> {
    const rates = new Map<SessionId, number>()
    for (const [id, samples] of this.#samples) {
      while (samples.length > 1 && samples[1]!.atMs <= nowMs - RATE_SPAN_MS) samples.shift()
      const moved = samples.at(-1)!.bytes - samples[0]!.bytes
      if (moved > 0) rates.set(id, (moved * 1000) / RATE_SPAN_MS)
    }
    return rates
  }

  clear(): void {
    this.#samples.clear()
  }
}

export interface RatesStore extends Pick<
  StoreApi<{ readonly rates: ReadonlyMap<SessionId, number> }>,
  'getState' | 'getInitialState' | 'subscribe'
> {
  /** Bytes of each second of the last minute, oldest first; undefined when nothing moved. */
  lastMinute(id: SessionId, nowMs: number): readonly number[] | undefined
  dispose: Dispose
}

/** Rates of the live sessions, bytes a second, renewed four times a second while something moves. */
export function createRates(live: Pick<LiveClient, 'events'>): RatesStore {
  const meter = new RateMeter()
  const history = new RateHistory()
  const store = createStore<{ readonly rates: ReadonlyMap<SessionId, number> }>()(() => ({
    rates: new Map(),
  }))
  let stop: Dispose | null = null

  function forget(id: SessionId): void {
    meter.forget(id)
    history.forget(id)
  }

  function clear(): void {
    meter.clear()
    history.clear()
  }

  function tick(): void {
    const rates = meter.rates(Date.now())
    store.setState({ rates })
    if (rates.size > 0) return
    stop?.()
    stop = null
  }

  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    lastMinute: (id, nowMs) => history.lastMinute(id, nowMs),
    dispose: disposeAll([
      live.events.on('hello', clear),
      // What was left out may have been the end of a session.
      live.events.on('resync', clear),
      live.events.on('sessions', ({ upserts, removed }) => {
        const now = Date.now()
        for (const session of upserts) {
          if (isLive(session)) {
            meter.sample(session, now)
            history.sample(session, now)
          } else forget(session.id)
        }
        removed.forEach(forget)
        stop ??= everyStep(CALM_MS, tick)
      }),
      () => stop?.(),
    ]),
  }
}
