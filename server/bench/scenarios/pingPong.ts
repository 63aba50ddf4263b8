import { ratio } from '../base/check.ts'
import { contestants, flawless, noteFailure, retire } from '../base/contestants.ts'
import type { Bench, Findings, Scenario } from '../base/bench.ts'
import { awake } from '../base/awake.ts'
import { treeCpu } from '../base/procfs.ts'
import { interleave } from '../base/rounds.ts'
import { alsoProxy } from '../proxies/folderProxy.ts'
import { direct, haproxy, nginx, pipe } from '../proxies/plain.ts'
import { startTcpscope } from '../proxies/tcpscope.ts'

// P3: small messages to and fro, everything recorded.

export const pingPong: Scenario = { ids: ['P3'], title: '64-byte ping-pong', run }

const TESTS = [64, 1].map((connections) => ({
  title: `64 B, ${connections} ${connections === 1 ? 'connection' : 'connections'}`,
  connections,
}))
const [MANY, ONE] = TESTS as [(typeof TESTS)[0], (typeof TESTS)[0]]
const MESSAGE = 64

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
    const seconds = options.quick ? 0.4 : 1.5
    const samples = await interleave({
      rounds: options.rounds,
      contestants: proxies,
      tests: TESTS,
      random: bench.random,
      async measure({ port, pid, settled }, { connections }) {
        const work = () => load.run({ kind: 'ping', port, connections, bytes: MESSAGE, seconds })
        const cpu = treeCpu(pid)
        const { count, p50, p99 } = flawless(await (connections === 1 ? awake(house, work) : work()))
        await settled()
        const used = pid === 0 ? {} : { 'CPU µs a trip': ((treeCpu(pid) - cpu) / count) * 1e6 }
        return { 'trips/s': count / seconds, p50: p50!, p99: p99!, ...used }
      },
      onFailure: noteFailure(bench),
    })
    const against = { row: 'P3', of: 'tcpscope', to: 'haproxy' } as const
    return {
      samples,
      metrics: [
        { key: 'trips/s', unit: 'round trips/s' },
        { key: 'p50', unit: 'p50 ms' },
        { key: 'p99', unit: 'p99 ms' },
        { key: 'CPU µs a trip', unit: 'CPU µs a trip' },
      ],
      checks: [
        ratio(samples, {
          ...against,
          what: '64 connections, round trips a second, against HAProxy',
          test: MANY.title,
          metric: 'trips/s',
          is: '>=',
          value: 0.95,
        }),
        ratio(samples, {
          ...against,
          what: '64 connections, p99, against HAProxy',
          test: MANY.title,
          metric: 'p99',
          is: '<=',
          value: 1.2,
        }),
        ratio(samples, {
          ...against,
          what: '1 connection, p50, against HAProxy',
          test: ONE.title,
          metric: 'p50',
          is: '<=',
          value: 1.25,
        }),
      ],
    }
  } finally {
    await retire(proxies)
  }
}
