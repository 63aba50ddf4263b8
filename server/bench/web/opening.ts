import { ratio } from '../base/check.ts'
import type { Bench, Findings, Scenario } from '../base/bench.ts'
import { slope } from '../base/stats.ts'
import { Scope } from '../../test/kit/scope.ts'
import { addLargeSession } from '../largeSession.ts'
import { openAndWait } from './inPage.ts'
import { inTurn } from './inTurn.ts'
import { pageOf } from './pageAt.ts'

// W4: from the click on a session to its first bytes on the screen, whatever its size.

export const opening: Scenario = { ids: ['W4'], title: 'opening a session, by its size', run }

const FRAME = 65_536
const SMALL = '10 KB'
const LARGE = '10 GB'
/** Half of its frames are questions of the client. */
const TINY = 64
const OPENINGS = 5

async function run(bench: Bench): Promise<Findings> {
  const { options, house } = bench
  const frames = options.quick ? 2_000_000 : 10_000_000
  const sizes = [
    { name: SMALL, bytes: 10_000, frameBytes: FRAME },
    { name: '1 MB', bytes: 1_000_000, frameBytes: FRAME },
    { name: '100 MB', bytes: 100_000_000, frameBytes: FRAME },
    { name: LARGE, bytes: 10_000_000_000, frameBytes: FRAME },
    { name: `${frames / 1e6} million frames`, bytes: (frames / 2) * TINY, frameBytes: TINY },
  ]
  const dataDir = await house.folder('disk')
  const sessions = []
  for (const { name, ...size } of sizes) {
    sessions.push({ name, bytes: size.bytes, id: await addLargeSession(dataDir, size) })
  }
  const scope = await Scope.start({ dataDir, wrapper: house.wrapper })
  const opened = await pageOf(bench, scope)
  const { page } = opened
  try {
    await page.getByRole('grid', { name: /Sessions/ }).waitFor()
    const test = { title: `median of ${OPENINGS} openings` }
    const samples = await inTurn(bench, {
      contestants: sessions,
      tests: [test],
      async measure({ id }) {
        const times: number[] = []
        for (let i = 0; i < OPENINGS; i++) times.push(await page.evaluate(openAndWait, id))
        return { ms: times.toSorted((a, b) => a - b)[Math.floor(OPENINGS / 2)]! }
      },
    })
    const points = sessions
      .slice(0, -1)
      .flatMap(({ name, bytes }) =>
        samples
          .filter((one) => one.name === name && one.round > 0)
          .map(({ values }) => [bytes, values['ms']!] as const),
      )
    bench.note(`slope of the time by size: ${slope(points).toFixed(3)} (0: the same whatever the size)`)
    const against = { row: 'W4', test: test.title, metric: 'ms', to: SMALL, is: '<=', value: 1.5 } as const
    return {
      samples,
      metrics: [{ key: 'ms', unit: 'ms until its bytes are painted' }],
      checks: [
        ratio(samples, { ...against, what: `a session of ${LARGE}, against one of ${SMALL}`, of: LARGE }),
        ratio(samples, {
          ...against,
          what: `${sessions.at(-1)!.name}, against ${SMALL}`,
          of: sessions.at(-1)!.name,
        }),
      ],
    }
  } finally {
    await opened.close()
    await scope.stop()
  }
}
