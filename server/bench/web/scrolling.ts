import { figure } from '../base/check.ts'
import type { Bench, Findings, Scenario } from '../base/bench.ts'
import { Scope } from '../../test/kit/scope.ts'
import { addLargeSession } from '../largeSession.ts'
import { scrollFrames, type ScrollPlan } from './inPage.ts'
import { inTurn } from './inTurn.ts'
import { heapOf, pageOf, paneOf } from './pageAt.ts'
import { percentile } from './percentile.ts'

// W2: how evenly frames come while somebody scrolls through 10 GB, and what the page holds afterwards. The goal is that
// of a hundred frames no two are missed: a missed one makes its time 33 ms.

export const scrolling: Scenario = { ids: ['W2'], title: 'scrolling through a session of 10 GB', run }

const BYTES = 10_000_000_000
const ROWS = BYTES / 16
const WAYS = [
  { name: 'three rows a frame', step: 3, jumpEvery: 0, jump: 0 },
  // A prime share of the stream: after many jumps hardly any place was seen twice.
  {
    name: 'three rows a frame, a jump every 15 frames',
    step: 3,
    jumpEvery: 15,
    jump: Math.floor(ROWS / 251),
  },
] as const

async function run(bench: Bench): Promise<Findings> {
  const { options, house } = bench
  const dataDir = await house.folder()
  const id = await addLargeSession(dataDir, { bytes: BYTES, frameBytes: 65_536 })
  const scope = await Scope.start({ dataDir, wrapper: house.wrapper })
  const opened = await pageOf(bench, scope)
  const { page } = opened
  try {
    await page.goto(`${scope.api.base}/sessions/${id}`)
    const pane = paneOf(page, 'downstream')
    await pane.locator('.hexrows-line').first().waitFor()
    const heaps: number[] = []
    const seconds = options.quick ? 2 : 5
    const test = { title: `${seconds} s` }
    const samples = await inTurn(bench, {
      contestants: WAYS,
      tests: [test],
      async measure({ step, jumpEvery, jump }) {
        await pane.press('Home')
        const plan: ScrollPlan = { seconds, step, jumpEvery, jump }
        const times = await pane.evaluate(scrollFrames, plan)
        const heap = await heapOf(page)
        heaps.push(heap)
        return {
          p50: percentile(times, 0.5),
          p99: percentile(times, 0.99),
          longest: Math.max(...times),
          'heap MB': heap / 1e6,
        }
      },
    })
    const p99 = (name: string) =>
      samples.filter((one) => one.name === name && one.round > 0).map(({ values }) => values['p99']!)
    return {
      samples,
      metrics: [
        { key: 'p50', unit: 'ms a frame, p50' },
        { key: 'p99', unit: 'p99 ms' },
        { key: 'longest', unit: 'longest ms' },
        { key: 'heap MB', unit: 'heap afterwards, MB' },
      ],
      checks: [
        ...WAYS.map(({ name }) =>
          figure('W2', `${name}: p99 of frame times`, { is: '<=', value: 32, unit: 'ms' }, p99(name)),
        ),
        figure(
          'W2',
          'heap after the last round, against after the first',
          { is: '<=', value: 1.1, unit: '×' },
          [heaps.at(-1)! / Math.max(...heaps.slice(0, WAYS.length))],
        ),
      ],
    }
  } finally {
    await opened.close()
    await scope.stop()
  }
}
