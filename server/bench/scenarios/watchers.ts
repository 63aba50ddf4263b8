import { figure, ratio } from '../base/check.ts'
import type { Bench, Findings, Scenario } from '../base/bench.ts'
import { flawless, noteFailure } from '../base/contestants.ts'
import { memory, treeCpu, watchMemory } from '../base/procfs.ts'
import { interleave } from '../base/rounds.ts'
import { until } from '../../test/kit/until.ts'
import type { Outcome } from '../load/jobs.ts'
import { Load } from '../load/load.ts'
import { startTcpscope, type Tcpscope } from '../proxies/tcpscope.ts'
import { PACED, PACED_TEXT } from './paced.ts'
import { browser, deaf, list, nobody, type Watcher, type Watching } from './watcherKinds.ts'

// P7: does the traffic feel those who watch it? A stream of 100 MB/s and small messages beside it, while nobody watches,
// while a browser follows the stream live, while ten tabs show the list, while one tab does not read what it is sent.

const RATE = 100_000_000
/** What a watcher may take to see the stream, s: it runs that much longer. */
const ARRIVAL = 3
/** Many short windows: where other guests of the host stop a processor now and then, few of them feel it. */
const ROUNDS = 7
const WINDOW = 3
/** What a measurement may take beyond that, s: browsers come and go, and recordings are deleted. */
const AROUND = 30

export interface WatchPlan {
  /** The row of the goals. */
  readonly row: string
  readonly title: string
  readonly watchers: readonly Watcher[]
  /** Whether memory is looked at, too, with all of them at once, for longer. */
  readonly settles: boolean
  /** After so many seconds no further round begins. */
  readonly budgetSeconds?: number
}

/** Traffic while each of them watches, against the same while nobody does. */
export function watchScenario(plan: WatchPlan): Scenario {
  return { ids: [plan.row], title: plan.title, run: (bench) => run(bench, plan) }
}

export const watchers = watchScenario({
  row: 'P7',
  title: 'traffic while somebody watches',
  watchers: [browser, list, deaf],
  settles: true,
})

async function run(
  bench: Bench,
  { row, watchers: asked, settles, budgetSeconds = Infinity }: WatchPlan,
): Promise<Findings> {
  const { house, load, target, options } = bench
  const seconds = options.quick ? 2 : WINDOW
  const settled = options.quick ? 6 : 60
  const test = { title: `${seconds} s of 100 MB/s, and ${PACED_TEXT}` }
  // Bytes and index are recorded; the text of so much would fill the memory.
  const scope = await startTcpscope(house, target.port, { listener: { hexLog: 'on-demand' } })
  const second = await Load.start(house)
  const present: Watcher[] = []
  for (const watcher of asked) if (await watcher.canCome(bench)) present.push(watcher)
  const traffic = async (
    watchers: readonly Watcher[],
    forSeconds: number,
  ): Promise<Record<string, number>> => {
    const watching: Watching[] = []
    let stream: Promise<Outcome> | undefined
    try {
      for (const watcher of watchers) {
        watching.push(await watcher.come(bench, scope))
      }
      stream = load.run({
        kind: 'bulk',
        port: scope.port,
        direction: 'down',
        streams: 1,
        bytes: (forSeconds + ARRIVAL) * RATE,
        sendRate: RATE,
      })
      // Whatever happens first is told; the stream is waited for in any case.
      stream.catch(() => {})
      const session = await until('the stream to be listed', async () =>
        (await scope.sessions()).find(({ close, downstreamBytes }) => close === null && downstreamBytes > 0),
      )
      await Promise.all(watching.map((one) => one.follow(session)))
      const cpu = treeCpu(scope.pid)
      const began = performance.now()
      const pings = flawless(
        await second.run({ kind: 'ping', port: scope.port, ...PACED, seconds: forSeconds }),
      )
      const share = (treeCpu(scope.pid) - cpu) / ((performance.now() - began) / 1000)
      const { count, seconds } = flawless(await stream)
      return {
        'MB/s': count / seconds / 1e6,
        'trips/s': pings.count / pings.seconds,
        p50: pings.p50!,
        p99: pings.p99!,
        'CPU %': share * 100,
        'RSS MiB': memory(scope.pid).rss / 2 ** 20,
      }
    } finally {
      await Promise.allSettled([stream, ...watching.map((one) => one.leave())])
      await scope.settled()
      await scope.tidy()
    }
  }
  try {
    const samples = await interleave({
      rounds: options.quick ? 1 : ROUNDS,
      // A window is long against what has to warm up.
      warmUp: false,
      contestants: [nobody, ...present],
      tests: [test],
      random: bench.random,
      measure: (watcher) => traffic([watcher], seconds),
      budgetSeconds,
      onCut: (rounds) => bench.note(`${rounds} rounds: the time for them was over`),
      longestSeconds: seconds + ARRIVAL + AROUND,
      onFailure: noteFailure(bench),
    })
    const growth = settles ? await growthWhile(scope, () => traffic(present, settled), bench) : []
    return {
      samples,
      metrics: [
        { key: 'MB/s', unit: 'MB/s' },
        { key: 'trips/s', unit: 'round trips/s' },
        { key: 'p50', unit: 'p50 ms' },
        { key: 'p99', unit: 'p99 ms' },
        { key: 'CPU %', unit: '% of a processor used by tcpscope' },
        { key: 'RSS MiB', unit: 'RSS MiB' },
      ],
      checks: [
        ...asked.flatMap(({ name }) => {
          const against = { row, test: test.title, of: name, to: nobody.name } as const
          return [
            ratio(samples, {
              ...against,
              what: `${name}: throughput, against nobody`,
              metric: 'MB/s',
              is: '>=',
              value: 0.97,
            }),
            ratio(samples, {
              ...against,
              what: `${name}: round trips a second, against nobody`,
              metric: 'trips/s',
              is: '>=',
              value: 0.97,
            }),
            ratio(samples, {
              ...against,
              what: `${name}: p99, against nobody`,
              metric: 'p99',
              is: '<=',
              value: 1.1,
            }),
          ]
        }),
        ...(settles
          ? [
              figure(
                row,
                `RSS over ${settled} s with all of them: highest of the last third, against the first third`,
                { is: '<=', value: 1.1, unit: '×' },
                growth,
              ),
            ]
          : []),
      ],
    }
  } finally {
    await second.stop()
    await scope.stop()
  }
}

/** How much more memory is resident late than early. */
async function growthWhile(
  scope: Tcpscope,
  work: () => Promise<unknown>,
  { note, fail }: Bench,
): Promise<number[]> {
  const watch = watchMemory(scope.pid)
  try {
    await work()
  } catch (error) {
    fail('all watchers at once', error)
    watch.stop()
    return []
  }
  const rss = watch.stop().map(({ rss }) => rss)
  const third = Math.floor(rss.length / 3)
  const early = Math.max(...rss.slice(0, third))
  const late = Math.max(...rss.slice(-third))
  note(
    `RSS with all watchers at once: ${(early / 2 ** 20).toFixed(0)} MiB early, ${(late / 2 ** 20).toFixed(0)} MiB late`,
  )
  return [late / early]
}
