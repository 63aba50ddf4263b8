import type { Bench, Findings, Scenario } from '../base/bench.ts'
import { possibleConnections } from '../base/capacity.ts'
import { inOneLine } from '../base/failure.ts'
import { flawless } from '../base/contestants.ts'
import { availableMemory, memory, treeCpu, watchForeignCpu } from '../base/procfs.ts'
import type { Sample } from '../base/rounds.ts'
import { slope } from '../base/stats.ts'
import { startTcpscope } from '../proxies/tcpscope.ts'

// How cost grows: with the number of connections and with the size of messages, everything recorded.

export const scale: Scenario = { ids: ['scale'], title: 'how cost grows', run }

const FULL = { connections: [1, 10, 100, 1_000, 10_000], kilobytes: [1, 4, 16, 64], seconds: 1.5 }
const QUICK = { connections: [1, 1_000], kilobytes: [1, 64], seconds: 0.5 }
/** Slower than this nobody is, bytes a second: a window shall hold a round trip of every connection at least. */
const SLOWEST = 250_000_000
/** Faster than this nobody is, bytes recorded a second. */
const FASTEST = 1_000_000_000
/** Messages of so many KB and more have their hex log on demand: its text would fill the memory. */
const ON_DEMAND = 16
/** Bytes that the logs take for each that goes through, with some room. */
const LOG_GROWTH = { live: 7, 'on-demand': 1.2 }
const TEST = `connections × message size, hex log on demand from ${ON_DEMAND} KB up`

interface Cell {
  readonly connections: number
  readonly kilobytes: number
  readonly hexLog: 'live' | 'on-demand'
}

async function run(bench: Bench): Promise<Findings> {
  const { options, house } = bench
  const plan = options.quick ? QUICK : FULL
  const counts = [
    ...new Set(plan.connections.map((wanted) => possibleConnections(house, wanted, bench.note))),
  ]
  const samples: Sample[] = []
  for (const connections of counts) {
    for (const kilobytes of plan.kilobytes) {
      const cell: Cell = { connections, kilobytes, hexLog: hexLogOf(kilobytes) }
      const seconds = window(cell, plan.seconds)
      if (seconds === null) {
        bench.note(`left out ${nameOf(cell)}: there is no memory for its recordings`)
        continue
      }
      const foreign = watchForeignCpu()
      try {
        const values = await measure(bench, cell, seconds)
        samples.push({ name: nameOf(cell), test: TEST, round: 1, values, foreign: foreign.stop() })
      } catch (error) {
        bench.fail(nameOf(cell), error)
      }
    }
  }
  for (const text of slopes(samples, counts, plan.kilobytes)) bench.note(text)
  return {
    samples,
    metrics: [
      { key: 'trips/s', unit: 'round trips/s' },
      { key: 'CPU s/GB', unit: 'CPU s/GB' },
      { key: 'CPU ms/1000', unit: 'CPU ms/1000 trips' },
      { key: 'RSS MiB', unit: 'RSS MiB' },
    ],
    checks: [],
  }
}

const hexLogOf = (kilobytes: number): Cell['hexLog'] => (kilobytes < ON_DEMAND ? 'live' : 'on-demand')

const nameOf = ({ connections, kilobytes }: Pick<Cell, 'connections' | 'kilobytes'>): string =>
  `${connections} × ${kilobytes} KB`

/** Seconds that a cell is measured, so that what it records fits into memory; null when it would not. */
function window({ connections, kilobytes, hexLog }: Cell, least: number): number | null {
  const trips = connections * kilobytes * 2000
  const room = availableMemory() / 2 / LOG_GROWTH[hexLog]
  // Before and after the window every connection may be in the middle of a round trip.
  const fits = (room - 2 * trips) / FASTEST
  const wanted = least + trips / SLOWEST
  return fits < trips / SLOWEST ? null : Math.min(wanted, fits)
}

async function measure(
  bench: Bench,
  { connections, kilobytes, hexLog }: Cell,
  seconds: number,
): Promise<Record<string, number>> {
  const { house, load, target } = bench
  const bytes = kilobytes * 1000
  const scope = await startTcpscope(house, target.port, { listener: { hexLog } })
  let timer: NodeJS.Timeout | undefined
  try {
    const cpu = treeCpu(scope.pid)
    let rss = 0
    timer = setInterval(() => (rss = Math.max(rss, memory(scope.pid).rss)), 200)
    const { count } = flawless(
      await load.run({ kind: 'ping', port: scope.port, connections, bytes, seconds }),
    )
    await scope.settled()
    // The work of every byte that went through, those before the clock ran as well.
    const sessions = await scope.sessions()
    const recorded = sessions.reduce(
      (sum, session) => sum + session.upstreamBytes + session.downstreamBytes,
      0,
    )
    const used = treeCpu(scope.pid) - cpu
    return {
      'trips/s': count / seconds,
      'CPU s/GB': used / (recorded / 1e9),
      'CPU ms/1000': (used * 1000) / (recorded / (2 * bytes) / 1000),
      'RSS MiB': rss / 2 ** 20,
    }
  } catch (error) {
    // Whoever made the load sees that a connection broke; who broke it, its record says.
    const ends = await scope.oddEnds().catch((why: unknown) => inOneLine(why))
    bench.note(`${nameOf({ connections, kilobytes })}: ${ends || 'none ended out of order'}`)
    throw error
  } finally {
    clearInterval(timer)
    await scope.stop()
  }
}

/** The exponents: 0 costs the same however many, 1 grows in proportion. */
function slopes(
  samples: readonly Sample[],
  counts: readonly number[],
  kilobytes: readonly number[],
): string[] {
  const value = (connections: number, size: number, key: string): number =>
    samples.find(({ name }) => name === nameOf({ connections, kilobytes: size }))?.values[key] ?? NaN
  const most = Math.max(...counts)
  const largest = Math.max(...kilobytes)
  const byCount = (size: number, key: string): number =>
    slope(counts.map((connections) => [connections, value(connections, size, key)] as const))
  const bySize = (connections: number, sizes: readonly number[], key: string): number =>
    slope(sizes.map((size) => [size, value(connections, size, key)] as const))
  // With the text and without are two lines.
  const ranges = (['live', 'on-demand'] as const).flatMap((hexLog) => {
    const sizes = kilobytes.filter((size) => hexLogOf(size) === hexLog)
    const what = `${Math.min(...sizes)} to ${Math.max(...sizes)} KB (hex log ${hexLog})`
    return sizes.length > 1 ? [{ sizes, what }] : []
  })
  const bySizes = [...new Set([Math.min(...counts), most])].flatMap((connections) =>
    ranges.map(({ sizes, what }) =>
      exponent(
        `CPU a round trip by message size, ${what}, ${connections} ${connections === 1 ? 'connection' : 'connections'}`,
        bySize(connections, sizes, 'CPU ms/1000'),
      ),
    ),
  )
  return [
    exponent('CPU a round trip by connections, 1 KB', byCount(1, 'CPU ms/1000')),
    exponent(`CPU a round trip by connections, ${largest} KB`, byCount(largest, 'CPU ms/1000')),
    ...bySizes,
    exponent('RSS by connections, 1 KB', byCount(1, 'RSS MiB')),
  ]
}

const exponent = (what: string, value: number): string =>
  `${what}: ${Number.isNaN(value) ? 'not measured' : `exponent ${value.toFixed(2)}`}`
