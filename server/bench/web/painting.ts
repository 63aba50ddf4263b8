import { setTimeout as wait } from 'node:timers/promises'
import { figure } from '../base/check.ts'
import type { Bench, Findings, Scenario } from '../base/bench.ts'
import { flawless } from '../base/contestants.ts'
import { numberedRows } from '../../test/kit/numberedRows.ts'
import { Peer, Target } from '../../test/kit/peer.ts'
import { until } from '../../test/kit/until.ts'
import { startTcpscope } from '../proxies/tcpscope.ts'
import { inTurn } from './inTurn.ts'
import { paintTimes, watchPaint } from './inPage.ts'
import { pageOf, paneOf } from './pageAt.ts'
import { percentile } from './percentile.ts'

// W3: a message of one row, again and again; from the moment the proxy read it to the moment the browser had painted its
// row. Both are times of this machine; a session knows its start to a millisecond, so up to one is too much.

export const painting: Scenario = { ids: ['W3'], title: 'from the read of a socket to the painted row', run }

const RATE = 100_000_000
const ALONE = 'nothing else'
const BESIDE = 'another connection at 100 MB/s'
/** Messages come a little apart, and never in step with the frames of the browser, ms. */
const APART_MS = 40
const SPREAD_MS = 30

async function run(bench: Bench): Promise<Findings> {
  const { house, load, target, options } = bench
  const count = options.quick ? 40 : 100
  const scope = await startTcpscope(house, target.port, { listener: { hexLog: 'off' } })
  // It leaves when the client does: a connection that is half open would never be one that has ended.
  const quiet = await Target.listen({ script: (peer) => peer.socket.on('end', () => peer.finish()) })
  const listener = await scope.api.createListener({
    targetHost: '127.0.0.1',
    targetPort: quiet.port,
    hexLog: 'off',
  })
  const opened = await pageOf(bench, scope.scope)
  const { page } = opened
  /** As long as the messages take, and what a page needs to open. */
  const seconds = (count * (APART_MS + SPREAD_MS / 2)) / 1000 + 2
  let number = 0

  /** @returns ms of each message */
  const messages = async (): Promise<number[]> => {
    const client = await Peer.connect(listener.boundPort!)
    try {
      const session = await scope.api.nthSession(listener.id, ++number)
      await page.goto(`${scope.api.base}/sessions/${session.id}`)
      await client.send(numberedRows(0, 16))
      const pane = paneOf(page, 'upstream')
      await pane.locator('.hexrows-line').first().waitFor()
      await pane.evaluate(watchPaint)
      for (let i = 1; i <= count; i++) {
        await client.send(numberedRows(i * 16, 16))
        await wait(APART_MS + bench.random() * SPREAD_MS)
      }
      const painted = await until('the last row to be painted', async () => {
        const times = await page.evaluate(paintTimes)
        return (times.at(-1)?.[0] ?? 0) >= count * 16 && times
      })
      const { startedAtMs } = await scope.api.session(session.id)
      const frames = (await scope.api.frames(session.id)).filter(({ offset }) => offset > 0)
      return frames.flatMap(({ offset, length, readNs }) => {
        const at = painted.find(([last]) => last >= offset + length - 16)
        return at ? [at[1] - startedAtMs - readNs / 1e6] : []
      })
    } finally {
      client.dispose()
    }
  }
  try {
    const test = { title: `${count} messages of a row` }
    const samples = await inTurn(bench, {
      contestants: [{ name: ALONE }, { name: BESIDE }],
      tests: [test],
      async measure({ name }) {
        const stream =
          name === BESIDE
            ? load.run({
                kind: 'bulk',
                port: scope.port,
                direction: 'down',
                streams: 1,
                bytes: seconds * RATE,
                sendRate: RATE,
              })
            : undefined
        stream?.catch(() => {})
        const times = await messages()
        if (stream) flawless(await stream)
        await scope.settled()
        await scope.tidy()
        return { p50: percentile(times, 0.5), p99: percentile(times, 0.99), longest: Math.max(...times) }
      },
    })
    const of = (name: string, key: string) =>
      samples.filter((one) => one.name === name && one.round > 0).map(({ values }) => values[key]!)
    return {
      samples,
      metrics: [
        { key: 'p50', unit: 'ms, p50' },
        { key: 'p99', unit: 'p99 ms' },
        { key: 'longest', unit: 'longest ms' },
      ],
      checks: [
        figure('W3', 'read to painted, median', { is: '<=', value: 100, unit: 'ms' }, of(ALONE, 'p50')),
        figure('W3', 'read to painted, p99', { is: '<=', value: 250, unit: 'ms' }, of(ALONE, 'p99')),
        figure(
          'W3',
          `the same beside ${BESIDE}, p99`,
          { is: '<=', value: 500, unit: 'ms' },
          of(BESIDE, 'p99'),
        ),
      ],
    }
  } finally {
    await opened.close()
    quiet.dispose()
    await scope.stop()
  }
}
