import type { Bench, Findings, Scenario } from '../base/bench.ts'
import { possibleConnections } from '../base/capacity.ts'
import { flawless } from '../base/contestants.ts'
import { memory, treeCpu, watchForeignCpu } from '../base/procfs.ts'
import type { Sample } from '../base/rounds.ts'
import { slope } from '../base/stats.ts'
import { startTcpscope } from '../proxies/tcpscope.ts'

// How cost grows: with the number of connections and with the size of messages, everything recorded.

export const scale: Scenario = { ids: ['scale'], title: 'how cost grows', run }

const FULL = { connections: [1, 10, 100, 1_000, 10_000], kilobytes: [1, 4, 16, 64], seconds: 1.5 }
const QUICK = { connections: [1, 30, 1_000], kilobytes: [1, 64], seconds: 0.5 }
/** Slower than this nobody is, bytes a second: a window shall hold a round trip of every connection at least. */
const SLOWEST = 250_000_000

async function run(bench: Bench): Promise<Findings> {
  const { options, house } = bench
  const plan = options.quick ? QUICK : FULL
  const counts = [
    ...new Set(plan.connections.map((wanted) => possibleConnections(house, wanted, bench.note))),
  ]
  const samples: Sample[] = []
  for (const connections of counts) {
    for (const kilobytes of plan.kilobytes) {
      const test = `${kilobytes} KB messages`
      const foreign = watchForeignCpu()
      const seconds = plan.seconds + (connections * kilobytes * 2000) / SLOWEST
      try {
        const values = await cell(bench, connections, kilobytes * 1000, seconds)
        samples.push({ name: nameOf(connections), test, round: 1, values, foreign: foreign.stop() })
      } catch (error) {
        bench.note(`FAILED: ${connections} connections, ${test}: ${String(error)}`)
      }
    }
  }
  for (const text of slopes(samples, counts, plan.kilobytes)) bench.note(text)
  return {
    samples,
    metrics: [
      { key: 'trips/s', unit: 'round trips/s' },
      { key: 'MB/s', unit: 'MB/s, both ways' },
      { key: 'p99', unit: 'p99 ms' },
      { key: 'CPU s/GB', unit: 'CPU s/GB' },
      { key: 'CPU s/1000', unit: 'CPU s/1000 trips' },
      { key: 'RSS MiB', unit: 'RSS MiB' },
    ],
    checks: [],
  }
}

/** In an order that sorts as text, too. */
const nameOf = (connections: number): string => `${String(connections).padStart(6)} connections`

async function cell(
  bench: Bench,
  connections: number,
  bytes: number,
  seconds: number,
): Promise<Record<string, number>> {
  const { house, load, target } = bench
  const scope = await startTcpscope(house, target.port)
  try {
    const cpu = treeCpu(scope.pid)
    let rss = 0
    const timer = setInterval(() => (rss = Math.max(rss, memory(scope.pid).rss)), 200)
    const { count, p99 } = flawless(
      await load.run({ kind: 'ping', port: scope.port, connections, bytes, seconds }),
    )
    clearInterval(timer)
    const settled = await scope.settled()
    void settled
    // The work of every byte that went through, those before the clock ran as well.
    const sessions = await scope.sessions()
    const recorded = sessions.reduce(
      (sum, session) => sum + session.upstreamBytes + session.downstreamBytes,
      0,
    )
    const used = treeCpu(scope.pid) - cpu
    return {
      'trips/s': count / seconds,
      'MB/s': (count * bytes * 2) / seconds / 1e6,
      p99: p99!,
      'CPU s/GB': used / (recorded / 1e9),
      'CPU s/1000': used / (recorded / (2 * bytes) / 1000),
      'RSS MiB': rss / 2 ** 20,
    }
  } finally {
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
    samples.find(({ name, test }) => name === nameOf(connections) && test === `${size} KB messages`)?.values[
      key
    ] ?? NaN
  const most = Math.max(...counts)
  const largest = Math.max(...kilobytes)
  const byCount = (size: number, key: string): number =>
    slope(counts.map((connections) => [connections, value(connections, size, key)] as const))
  const bySize = (connections: number, key: string): number =>
    slope(kilobytes.map((size) => [size, value(connections, size, key)] as const))
  return [
    exponent('CPU a round trip by connections, 1 KB', byCount(1, 'CPU s/1000')),
    exponent(`CPU a round trip by connections, ${largest} KB`, byCount(largest, 'CPU s/1000')),
    exponent('CPU a round trip by message size, 1 connection', bySize(1, 'CPU s/1000')),
    exponent(`CPU a round trip by message size, ${most} connections`, bySize(most, 'CPU s/1000')),
    exponent('RSS by connections, 1 KB', byCount(1, 'RSS MiB')),
  ]
}

const exponent = (what: string, value: number): string => `${what}: exponent ${value.toFixed(2)}`
