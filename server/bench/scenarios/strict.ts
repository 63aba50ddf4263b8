import { ratio } from '../base/check.ts'
import type { Bench, Findings, Scenario } from '../base/bench.ts'
import { contestants, noteFailure, retire } from '../base/contestants.ts'
import { interleave } from '../base/rounds.ts'
import { WarmMemory } from '../base/warmMemory.ts'
import { startTcpscope } from '../proxies/tcpscope.ts'
import { BULK_METRICS, BULK_TESTS, Sizes, transfer } from './bulkTransfer.ts'

// P10: bulk while no byte is forwarded before it is in the file, beside the same without that promise.

export const strict: Scenario = { ids: ['P10'], title: 'strict capture', run }

const STRICT = 'tcpscope, strict'
const PLAIN = 'tcpscope'

async function run(bench: Bench): Promise<Findings> {
  const { house, target, options } = bench
  const proxies = await contestants(bench, [
    () => startTcpscope(house, target.port, { name: PLAIN }),
    () => startTcpscope(house, target.port, { name: STRICT, listener: { capture: 'strict' } }),
  ])
  try {
    const size = new Sizes(options.quick)
    const memory = await WarmMemory.take(house, size.mostLogged)
    const samples = await interleave({
      rounds: Math.min(options.rounds, 3),
      contestants: proxies,
      tests: BULK_TESTS,
      random: bench.random,
      async measure(proxy, test) {
        const values = await transfer(bench, proxy, test, size.of(proxy, test), memory)
        size.learn(proxy, test, values['MB/s until logged']!)
        return values
      },
      onFailure: noteFailure(bench),
    })
    const against = { row: 'P10', metric: 'MB/s', of: STRICT, to: PLAIN, is: '>=', value: 0.7 } as const
    const checks = BULK_TESTS.map(({ title }) =>
      ratio(samples, { ...against, what: what(title), test: title }),
    )
    return { samples, metrics: BULK_METRICS, checks }
  } finally {
    await retire(proxies)
  }
}

const what = (title: string): string => `${title}, strict, against not strict`
