import { figure, ratio, unmeasured } from '../base/check.ts'
import type { Check } from '../base/check.ts'
import type { Bench, Findings, Scenario } from '../base/bench.ts'
import { openLonePage } from '../base/browser.ts'
import { possibleConnections } from '../base/capacity.ts'
import { inOneLine } from '../base/failure.ts'
import { memory, treeCpu, watchForeignCpu } from '../base/procfs.ts'
import type { Sample } from '../base/rounds.ts'
import { until } from '../../test/kit/until.ts'
import { haproxy } from '../proxies/plain.ts'
import type { Proxy } from '../proxies/proxy.ts'
import { startTcpscope, type Tcpscope } from '../proxies/tcpscope.ts'
import { notedRows, noteRows } from './rowNotes.ts'

// P6: ten thousand connections that say a word now and then, all recorded, the list of them open in a browser.

export const held: Scenario = { ids: ['P6'], title: 'held connections', run }

const FULL = { connections: 10_000, rampSeconds: 12, holdSeconds: 30, everySeconds: 10 }
const QUICK = { connections: 1_000, rampSeconds: 2, holdSeconds: 4, everySeconds: 2 }
/** The list counts as live when it showed at least so many different numbers of sessions. */
const LIVELY = 3

async function run(bench: Bench): Promise<Findings> {
  const { house, target, options } = bench
  const plan = options.quick ? QUICK : FULL
  const connections = possibleConnections(house, plan.connections, bench.note)
  const title = `${connections} connections`
  const samples: Sample[] = []
  const checks: Check[] = []
  const scope = await startTcpscope(house, target.port)
  try {
    const browser = await openLonePage(house, scope.scope.url).catch((error: unknown) => {
      bench.note(`skipped the browser: ${inOneLine(error)}`)
      return null
    })
    if (browser) {
      await noteRows(browser.page)
      await browser.letAlone()
    }
    samples.push(await hold(bench, scope, { ...plan, connections }, title))
    // Totals are told once a second; a row more is the head of the table.
    if (browser) {
      const page = await browser.comeBack()
      const all = String((await scope.api.sessionPage('limit=1')).total + 1)
      await until('the list to show all sessions', async () => (await notedRows(page)).includes(all)).catch(
        (error: unknown) => bench.fail('the list in the browser', error),
      )
      const seen = await notedRows(page)
      const live = (await page.locator('output', { hasText: /^live$/ }).count()) > 0 && seen.includes(all)
      bench.note(`the list showed ${seen.length} different numbers of sessions, at last ${seen.at(-1)} rows`)
      checks.push(
        figure('P6', 'list live in a browser (different numbers of sessions seen)', LIST_GOAL, [
          live ? seen.length : 0,
        ]),
      )
    } else
      checks.push(
        unmeasured(
          'P6',
          'list live in a browser (different numbers of sessions seen)',
          LIST_GOAL,
          'no browser',
        ),
      )
    if (browser) {
      await browser.close()
      // What of the times is the page's, which HAProxy has not beside it: the same with nobody looking.
      const unseen = await hold(bench, scope, { ...plan, connections }, `${title}, no page open`)
      // It has the memory of the first time still.
      const { KiB: _, 'own KiB': __, ...values } = unseen.values
      samples.push({ ...unseen, values })
    }
  } finally {
    await scope.stop()
  }
  const peer = await haproxy(house, target.port, connections)
  if ('why' in peer) bench.note(`skipped ${peer.name}: ${peer.why}`)
  else {
    try {
      samples.push(await hold(bench, peer, { ...plan, connections }, title))
    } finally {
      await peer.stop()
    }
  }
  const ours = samples[0]!.values
  return {
    samples,
    metrics: [
      { key: 'failed', unit: 'failed' },
      { key: 'KiB', unit: 'KiB resident a connection' },
      { key: 'own KiB', unit: 'KiB without mapped files' },
      { key: 'p50', unit: 'p50 ms' },
      { key: 'p99', unit: 'p99 ms' },
      { key: 'CPU s', unit: 'CPU s' },
    ],
    checks: [
      figure('P6', `${title}: failed`, { is: '<=', value: 0, unit: 'connections' }, [ours['failed']!]),
      figure(
        'P6',
        `${title}: resident over idle (VmRSS)`,
        { is: '<=', value: 32, unit: 'KiB a connection' },
        [ours['KiB']!],
      ),
      ...checks,
      ratio(samples, {
        row: 'P6',
        what: `${title}: p99 of the exchanges, against HAProxy`,
        test: title,
        metric: 'p99',
        of: 'tcpscope',
        to: 'haproxy',
        is: '<=',
        value: 2,
      }),
    ],
  }
}

const LIST_GOAL = { is: '>=', value: LIVELY, unit: 'numbers' } as const

async function hold(bench: Bench, proxy: Proxy | Tcpscope, plan: typeof FULL, test: string): Promise<Sample> {
  const foreign = watchForeignCpu()
  const idle = memory(proxy.pid)
  const cpu = treeCpu(proxy.pid)
  let full = idle
  const look = (): void => {
    const now = memory(proxy.pid)
    if (!(now.rss <= full.rss)) full = now
  }
  let timer: NodeJS.Timeout | undefined
  const outcome = await bench.load.run({ kind: 'hold', port: proxy.port, ...plan }, () => {
    look()
    timer = setInterval(look, 1_000)
  })
  clearInterval(timer)
  const { bad, firstError, p50 = NaN, p99 = NaN } = outcome
  if (bad > 0) bench.fail(proxy.name, `${bad} connections failed, the first: ${firstError}`)
  const kib = (key: 'rss' | 'own'): number => (full[key] - idle[key]) / 1024 / plan.connections
  const values = {
    failed: bad,
    KiB: kib('rss'),
    'own KiB': kib('own'),
    p50,
    p99,
    'CPU s': treeCpu(proxy.pid) - cpu,
  }
  // The first round counts: what is held for a minute needs no warming up.
  return { name: proxy.name, test, round: 1, values, foreign: foreign.stop() }
}
