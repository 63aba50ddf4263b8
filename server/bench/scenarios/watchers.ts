import { figure, ratio } from '../base/check.ts'
import type { Bench, Findings, Scenario } from '../base/bench.ts'
import { openPage } from '../base/browser.ts'
import { flawless, noteFailure } from '../base/contestants.ts'
import { memory, watchMemory } from '../base/procfs.ts'
import { interleave } from '../base/rounds.ts'
import { LiveTab } from '../../test/kit/live.ts'
import { until } from '../../test/kit/until.ts'
import { Load } from '../load/load.ts'
import { startTcpscope, type Tcpscope } from '../proxies/tcpscope.ts'
import type { Session } from '@tcpscope/shared/api'

// P7: does the traffic feel those who watch it? A stream of 100 MB/s and small messages beside it, while nobody watches,
// while a browser follows the stream live, while ten tabs show the list, while one tab does not read what it is sent.

export const watchers: Scenario = { ids: ['P7'], title: 'traffic while somebody watches', run }

const RATE = 100_000_000
const PINGS = { connections: 8, bytes: 64 }
const TABS = 10
/** What a watcher may take to come, s: the stream runs that much longer. */
const ARRIVAL = 2

type Leave = () => Promise<void>

interface Watcher {
  readonly name: string
  /** Comes to watch a session. @returns how it leaves; null when it cannot be had */
  come(bench: Bench, scope: Tcpscope, session: Session): Promise<Leave | null>
}

const NOBODY = 'nobody'
const nobody: Watcher = { name: NOBODY, come: () => Promise.resolve(() => Promise.resolve()) }

const browser: Watcher = {
  name: 'a browser follows',
  async come({ house, note }, scope, { id }) {
    const opened = await openPage(house, scope.scope.url, note)
    if (!opened) return null
    const { page, close } = opened
    await page.goto(`${scope.api.base}/sessions/${id}`)
    const pane = page.getByRole('textbox', { name: 'target to client bytes' })
    await pane.locator('.hexrows-line').first().waitFor()
    const region = page.locator('[aria-label]', { has: pane }).last()
    const tail = region.getByRole('button', { name: /^tail/ })
    if ((await tail.count()) > 0 && (await tail.first().getAttribute('aria-pressed')) !== 'true') {
      await tail.first().click()
    }
    return close
  },
}

const list: Watcher = {
  name: `${TABS} tabs on the list`,
  async come(_, scope) {
    const tabs = await Promise.all(Array.from({ length: TABS }, () => LiveTab.open(scope.scope)))
    return async () => tabs.forEach((tab) => tab.dispose())
  },
}

const deaf: Watcher = {
  name: 'a tab that never reads',
  async come(_, scope, { id }) {
    const tab = await LiveTab.open(scope.scope)
    tab.send({ type: 'subscribe', channel: 1, id, tail: ['upstream', 'downstream'], frames: true })
    await tab.gets('subscribed')
    tab.stall()
    return async () => tab.dispose()
  },
}

const WATCHERS: readonly Watcher[] = [nobody, browser, list, deaf]

async function run(bench: Bench): Promise<Findings> {
  const { house, load, target, options } = bench
  const seconds = options.quick ? 3 : 12
  const settled = options.quick ? 10 : 60
  const test = { title: `${seconds} s of 100 MB/s and ${PINGS.connections} connections of 64-byte ping-pong` }
  // Bytes and index are recorded; the text of so much would fill the memory.
  const scope = await startTcpscope(house, target.port, { listener: { hexLog: 'on-demand' } })
  const second = await Load.start(house)
  const traffic = async (
    watchers: readonly Watcher[],
    forSeconds: number,
  ): Promise<Record<string, number>> => {
    const bytes = (forSeconds + ARRIVAL) * RATE
    const stream = load.run({
      kind: 'bulk',
      port: scope.port,
      direction: 'down',
      streams: 1,
      bytes,
      sendRate: RATE,
    })
    // Whatever happens first is told; the stream is waited for in any case.
    stream.catch(() => {})
    const leaves: Leave[] = []
    try {
      const session = await until('the stream to be listed', async () =>
        (await scope.sessions()).find(({ close, downstreamBytes }) => close === null && downstreamBytes > 0),
      )
      for (const watcher of watchers) {
        const leave = await watcher.come(bench, scope, session)
        if (leave === null) throw new Error(`${watcher.name}: cannot be had`)
        leaves.push(leave)
      }
      const pings = flawless(
        await second.run({ kind: 'ping', port: scope.port, ...PINGS, seconds: forSeconds }),
      )
      const { count, seconds } = flawless(await stream)
      return {
        'MB/s': count / seconds / 1e6,
        'trips/s': pings.count / pings.seconds,
        p50: pings.p50!,
        p99: pings.p99!,
        'RSS MiB': memory(scope.pid).rss / 2 ** 20,
      }
    } finally {
      for (const leave of leaves) await leave().catch(() => {})
      await stream.catch(() => {})
      await scope.settled()
      await scope.tidy()
    }
  }
  try {
    const samples = await interleave({
      rounds: options.quick ? 1 : Math.min(options.rounds, 4),
      contestants: WATCHERS,
      tests: [test],
      random: bench.random,
      measure: (watcher, _, round) => traffic([watcher], round === 0 ? 1 : seconds),
      onFailure: noteFailure(bench),
    })
    const growth = await growthWhile(scope, () => traffic([browser, list, deaf], settled), bench)
    return {
      samples,
      metrics: [
        { key: 'MB/s', unit: 'MB/s' },
        { key: 'trips/s', unit: 'round trips/s' },
        { key: 'p50', unit: 'p50 ms' },
        { key: 'p99', unit: 'p99 ms' },
        { key: 'RSS MiB', unit: 'RSS MiB' },
      ],
      checks: [
        ...[browser, list, deaf].flatMap(({ name }) => {
          const against = { row: 'P7', test: test.title, of: name, to: NOBODY } as const
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
              what: `${name}: p99, against nobody`,
              metric: 'p99',
              is: '<=',
              value: 1.1,
            }),
          ]
        }),
        figure(
          'P7',
          `RSS over ${settled} s with all of them: highest of the last third, against the first third`,
          { is: '<=', value: 1.1, unit: '×' },
          growth,
        ),
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
  { note }: Bench,
): Promise<number[]> {
  const watch = watchMemory(scope.pid)
  try {
    await work()
  } catch (error) {
    note(`FAILED: all watchers at once: ${String(error)}`)
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
