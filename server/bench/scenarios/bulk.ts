import { figure, ratio, type Check } from '../base/check.ts'
import { contestants, flawless, noteFailure, retire } from '../base/contestants.ts'
import type { Bench, Findings, Scenario } from '../base/bench.ts'
import { availableMemory, treeCpu } from '../base/procfs.ts'
import { interleave } from '../base/rounds.ts'
import { alsoProxy } from '../proxies/folderProxy.ts'
import { direct, haproxy, nginx, pipe } from '../proxies/plain.ts'
import type { Proxy } from '../proxies/proxy.ts'
import { startTcpscope, type Tcpscope } from '../proxies/tcpscope.ts'
import { ANCESTOR, C_PROGRAM } from './names.ts'
import { compareHexLog } from './hexLogCheck.ts'

// P1: how fast bulk data goes through while everything is recorded.
// P2: the same until all logs are complete.

interface BulkTest {
  readonly title: string
  readonly streams: number
  readonly direction: 'down' | 'up'
}

const TESTS: readonly BulkTest[] = [1, 8].flatMap((streams) =>
  (['down', 'up'] as const).map((direction) => ({
    title: `${streams} ${streams === 1 ? 'stream' : 'streams'} ${direction}`,
    streams,
    direction,
  })),
)

/** What goes through all together, bytes; the same for all but the slow, which get what takes them about a second. */
const SIZE = { full: 600_000_000, quick: 128_000_000 }
const SLOW = 150_000_000
const SMALLEST = 8_000_000
/** All logs of a byte together (two binary ones, of which one has it, the text, the index), with some room. */
const LOG_GROWTH = 8

export const bulk: Scenario = { ids: ['P1', 'P2'], title: 'bulk transfer', run }

async function run(bench: Bench): Promise<Findings> {
  const { house, target, options } = bench
  const port = target.port
  const proxies = await contestants(bench, [
    () => startTcpscope(house, port),
    () => pipe(house, port),
    ...(bench.wants('P1') ? [() => direct(port), () => nginx(house, port), () => haproxy(house, port)] : []),
    ...(bench.wants('P2') ? options.also.map((also) => () => alsoProxy(house, also, port)) : []),
  ])
  try {
    const size = new Sizes(options.quick)
    const samples = await interleave({
      rounds: options.rounds,
      contestants: proxies,
      tests: TESTS,
      random: bench.random,
      measure: async (proxy, test) => {
        const values = await transfer(bench, proxy, test, size.of(proxy, test))
        size.learn(proxy, test, values['MB/s until logged'] ?? values['MB/s']!)
        return values
      },
      onFailure: noteFailure(bench),
    })
    const checks = bench.wants('P1')
      ? TESTS.flatMap(({ title }) => [
          ratio(samples, {
            ...P1,
            what: `${title}, against plain Node pipe`,
            test: title,
            to: 'pipe',
            value: 0.9,
          }),
          ratio(samples, {
            ...P1,
            what: `${title}, against nginx stream`,
            test: title,
            to: 'nginx',
            value: 0.6,
          }),
        ])
      : []
    if (bench.wants('P2')) {
      for (const { title, streams } of TESTS) {
        const goals = streams === 1 ? { ancestor: 10, c: 1.15 } : { ancestor: 6.5, c: 0.9 }
        checks.push(
          ratio(samples, {
            ...P2,
            what: `${title}, against ${ANCESTOR}`,
            test: title,
            to: ANCESTOR,
            value: goals.ancestor,
          }),
          ratio(samples, {
            ...P2,
            what: `${title}, against ${C_PROGRAM}`,
            test: title,
            to: C_PROGRAM,
            value: goals.c,
          }),
        )
      }
      const scope = proxies.find((proxy): proxy is Tcpscope => proxy.name === 'tcpscope')
      if (scope) checks.push(await identical(bench, scope))
    }
    return {
      samples,
      metrics: [
        { key: 'MB/s', unit: 'MB/s' },
        { key: 'MB/s until logged', unit: 'MB/s until logged' },
        { key: 'CPU s/GB', unit: 'CPU s/GB' },
      ],
      checks,
    }
  } finally {
    await retire(proxies)
  }
}

const P1 = { row: 'P1', metric: 'MB/s', of: 'tcpscope', is: '>=' } as const
const P2 = { row: 'P2', metric: 'MB/s until logged', of: 'tcpscope', is: '>=' } as const

/** One transfer, and what became of its logs. */
async function transfer(
  { load }: Bench,
  proxy: Proxy,
  { streams, direction }: BulkTest,
  bytes: number,
): Promise<Record<string, number>> {
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
    if ('sessions' in proxy) await mustHaveAll(proxy as Tcpscope, direction, count)
    await proxy.tidy()
  }
  return values
}

/** What was said to be complete is. */
async function mustHaveAll(scope: Tcpscope, direction: 'down' | 'up', bytes: number): Promise<void> {
  const sessions = await scope.sessions()
  const key = direction === 'down' ? 'downstreamBytes' : 'upstreamBytes'
  const recorded = sessions.reduce((sum, session) => sum + session[key], 0)
  const gaps = sessions.reduce((sum, session) => sum + session.gapBytes, 0)
  const lag = sessions.reduce((sum, session) => sum + session.hexLagBytes, 0)
  if (recorded < bytes || gaps > 0 || lag > 0) {
    throw new Error(`${recorded} of ${bytes} bytes recorded, gaps ${gaps}, hex log behind by ${lag}`)
  }
}

/** How much to send, from what was seen before. */
class Sizes {
  readonly #size: number
  readonly #rates = new Map<string, number>()

  constructor(quick: boolean) {
    this.#size = quick ? SIZE.quick : SIZE.full
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

/** A small session of its own, whose hex log is compared with its definition byte for byte. */
async function identical(bench: Bench, scope: Tcpscope): Promise<Check> {
  await scope.tidy()
  const down = await bench.load.run({
    kind: 'bulk',
    port: scope.port,
    direction: 'down',
    streams: 1,
    bytes: 6_000_000,
  })
  const up = await bench.load.run({
    kind: 'bulk',
    port: scope.port,
    direction: 'up',
    streams: 1,
    bytes: 6_000_000,
  })
  flawless(down)
  flawless(up)
  await scope.settled()
  let equal = 0
  const sessions = await scope.sessions()
  for (const { id } of sessions) {
    const difference = await compareHexLog(scope.dataDir, id)
    if (difference === null) equal++
    else bench.note(`the hex log is not what its definition says: ${difference}`)
  }
  const goal = { is: '>=', value: 2, unit: 'of 2 sessions' } as const
  return figure('P2', 'hex logs identical to their definition', goal, [equal])
}
