import { figure } from '../base/check.ts'
import type { Bench, Findings, Scenario } from '../base/bench.ts'
import { noteFailure } from '../base/contestants.ts'
import { interleave } from '../base/rounds.ts'
import { Scope } from '../../test/kit/scope.ts'
import { addLargeSession } from '../largeSession.ts'
import { percentile } from './percentile.ts'
import { scrollFrames, type ScrollPlan } from './inPage.ts'
import { heapOf, pageOf, paneOf } from './pageAt.ts'

// W2: how evenly frames come while somebody scrolls through 10 GB, and what the page holds afterwards.

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
    const seconds = options.quick ? 2 : 8
    const test = { title: `${seconds} s` }
    const samples = await interleave({
      rounds: options.rounds,
      contestants: WAYS,
      tests: [test],
      random: bench.random,
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
      onFailure: noteFailure(bench),
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
          figure('W2', `${name}: p99 of frame times`, { is: '<=', value: 34, unit: 'ms' }, p99(name)),
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
