import { figure, ratio } from '../base/check.ts'
import { contestants, flawless, noteFailure, retire } from '../base/contestants.ts'
import type { Bench, Findings, Scenario } from '../base/bench.ts'
import { treeCpu } from '../base/procfs.ts'
import { interleave } from '../base/rounds.ts'
import { SHORT } from '../load/protocol.ts'
import { alsoProxy } from '../proxies/folderProxy.ts'
import { direct, haproxy, nginx, pipe } from '../proxies/plain.ts'
import { startTcpscope, type Tcpscope } from '../proxies/tcpscope.ts'
import { ANCESTOR } from './names.ts'

// P5: connections that come, say a word, hear one and go. Each must be listed afterwards.

export const short: Scenario = { ids: ['P5'], title: 'short connections', run }

const TEST = { title: '64 at a time, 100 B each way' }
const AT_ONCE = 64

async function run(bench: Bench): Promise<Findings> {
  const { house, load, target, options } = bench
  const proxies = await contestants(bench, [
    () => startTcpscope(house, target.port),
    () => pipe(house, target.port),
    () => direct(target.port),
    () => nginx(house, target.port),
    () => haproxy(house, target.port),
    ...options.also.map((also) => () => alsoProxy(house, also, target.port)),
  ])
  try {
    const seconds = options.quick ? 0.5 : 2
    let made = 0
    const samples = await interleave({
      rounds: options.rounds,
      contestants: proxies,
      tests: [TEST],
      random: bench.random,
      async measure(proxy) {
        const { name, port, pid, settled } = proxy
        const cpu = treeCpu(pid)
        const outcome = flawless(
          await load.run({ kind: 'short', port, atOnce: AT_ONCE, seconds, most: 40_000 }),
        )
        const { count } = outcome
        await settled()
        if (name === 'tcpscope') made += count
        else await proxy.tidy()
        const used = pid === 0 ? {} : { 'CPU µs each': ((treeCpu(pid) - cpu) / count) * 1e6 }
        return { 'connections/s': count / outcome.seconds, ...used }
      },
      onFailure: noteFailure(bench),
    })
    const against = {
      row: 'P5',
      test: TEST.title,
      metric: 'connections/s',
      of: 'tcpscope',
      is: '>=',
    } as const
    const scope = proxies.find((proxy): proxy is Tcpscope => proxy.name === 'tcpscope')
    const goal = { is: '>=', value: 1, unit: 'of those made' } as const
    return {
      samples,
      metrics: [
        { key: 'connections/s', unit: 'connections/s' },
        { key: 'CPU µs each', unit: 'CPU µs each' },
      ],
      checks: [
        ratio(samples, { ...against, what: `against ${ANCESTOR}`, to: ANCESTOR, value: 1.1 }),
        ratio(samples, { ...against, what: 'against plain Node pipe', to: 'pipe', value: 0.8 }),
        figure(
          'P5',
          'sessions listed with the right byte counts',
          goal,
          scope ? [await listed(bench, scope, made)] : [],
        ),
      ],
    }
  } finally {
    await retire(proxies)
  }
}

/** Share of the connections made that the API lists as ended, with 100 bytes each way. */
async function listed(bench: Bench, scope: Tcpscope, made: number): Promise<number> {
  const sessions = await scope.sessions()
  const right = sessions.filter(
    ({ close, upstreamBytes, downstreamBytes }) =>
      close !== null && upstreamBytes === SHORT && downstreamBytes === SHORT,
  )
  const ids = new Set(sessions.map(({ id }) => id))
  bench.note(`short connections made ${made}, listed ${ids.size}, right ${right.length}`)
  return ids.size === made ? right.length / made : Math.min(right.length, ids.size) / Math.max(made, ids.size)
}
