import type { Bench, Metric } from '../base/bench.ts'
import { flawless } from '../base/contestants.ts'
import { availableMemory, treeCpu } from '../base/procfs.ts'
import { until } from '../../test/kit/until.ts'
import type { WarmMemory } from '../base/warmMemory.ts'
import type { Proxy } from '../proxies/proxy.ts'
import type { Tcpscope } from '../proxies/tcpscope.ts'

// One bulk transfer through a proxy, timed, with its logs waited for and counted.

export interface BulkTest {
  readonly title: string
  readonly streams: number
  readonly direction: 'down' | 'up'
}

export const BULK_TESTS: readonly BulkTest[] = [1, 8].flatMap((streams) =>
  (['down', 'up'] as const).map((direction) => ({
    title: `${streams} ${streams === 1 ? 'stream' : 'streams'} ${direction}`,
    streams,
    direction,
  })),
)

export const BULK_METRICS: readonly Metric[] = [
  { key: 'MB/s', unit: 'MB/s' },
  { key: 'MB/s until logged', unit: 'MB/s until logged' },
  { key: 'CPU s/GB', unit: 'CPU s/GB' },
]

/**
 * What goes through all together, bytes; the same for all but the slow, which get what takes them about a second. With
 * its text it is six times as much, and virtual machines have been seen to give some gigabytes of memory at 1,800 MB/s and
 * what comes after at 200: then the host is measured, and only for those who record.
 */
const SIZE = { full: 300_000_000, quick: 128_000_000 }
const SLOW = 150_000_000
const SMALLEST = 8_000_000
/** All logs of a byte together (two binary ones, of which one has it, the text, the index), with some room. */
const LOG_GROWTH = 8

/** One transfer, and what became of its logs. Who records gets warm memory to do it in. */
export async function transfer(
  bench: Bench,
  proxy: Proxy,
  test: BulkTest,
  bytes: number,
  memory: WarmMemory,
): Promise<Record<string, number>> {
  if (!proxy.records) return await measured(bench, proxy, test, bytes)
  await memory.lend()
  try {
    return await measured(bench, proxy, test, bytes)
  } finally {
    await memory.takeBack()
  }
}

async function measured(
  { load }: Bench,
  proxy: Proxy,
  test: BulkTest,
  bytes: number,
): Promise<Record<string, number>> {
  const { streams, direction } = test
  const cpu = treeCpu(proxy.pid)
  const began = performance.now()
  const { count, seconds } = flawless(
    await load.run({ kind: 'bulk', port: proxy.port, direction, streams, bytes: Math.ceil(bytes / streams) }),
  )
  // Connecting and starting up is no part of the transfer, neither here nor there.
  const overhead = (performance.now() - began) / 1000 - seconds
  const settled = await proxy.settled()
  const megabytes = count / 1e6
  const values: Record<string, number> = { 'MB/s': megabytes / seconds }
  if (proxy.pid !== 0) values['CPU s/GB'] = ((treeCpu(proxy.pid) - cpu) / megabytes) * 1000
  if (proxy.records) {
    values['MB/s until logged'] = megabytes / Math.max(seconds, (settled - began) / 1000 - overhead)
    if ('sessions' in proxy) await mustHaveAll(proxy as Tcpscope, test, count)
    await proxy.tidy()
  }
  return values
}

/** What was said to be complete is. A transfer of milliseconds may be over before its sessions are listed. */
async function mustHaveAll(scope: Tcpscope, { streams, direction }: BulkTest, bytes: number): Promise<void> {
  const sessions = await until('all sessions to be listed as ended', async () => {
    const listed = await scope.sessions()
    return listed.filter(({ close }) => close !== null).length >= streams && listed
  })
  const key = direction === 'down' ? 'downstreamBytes' : 'upstreamBytes'
  const recorded = sessions.reduce((sum, session) => sum + session[key], 0)
  const gaps = sessions.reduce((sum, session) => sum + session.gapBytes, 0)
  const lag = sessions.reduce((sum, session) => sum + session.hexLagBytes, 0)
  if (recorded < bytes || gaps > 0 || lag > 0) {
    throw new Error(`${recorded} of ${bytes} bytes recorded, gaps ${gaps}, hex log behind by ${lag}`)
  }
}

/** How much to send, from what was seen before. */
export class Sizes {
  readonly #size: number
  readonly #rates = new Map<string, number>()

  constructor(quick: boolean) {
    this.#size = quick ? SIZE.quick : SIZE.full
  }

  /** Bytes that the logs of the largest transfer take. */
  get mostLogged(): number {
    return this.#size * LOG_GROWTH
  }

  of(proxy: Proxy, test: BulkTest): number {
    const rate = this.#rates.get(`${proxy.name} ${test.title}`)
    // The first time nobody is known yet.
    if (rate === undefined) return this.#size / 10
    const fits = proxy.records ? availableMemory() / 2 / LOG_GROWTH : Infinity
    return Math.max(SMALLEST, Math.min(this.#size, fits, rate < SLOW ? rate : Infinity))
  }

  learn(proxy: Proxy, test: BulkTest, megabytesPerSecond: number): void {
    this.#rates.set(`${proxy.name} ${test.title}`, megabytesPerSecond * 1e6)
  }
}
