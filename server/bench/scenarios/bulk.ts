import { figure, ratio, type Check } from '../base/check.ts'
import { contestants, flawless, noteFailure, retire } from '../base/contestants.ts'
import type { Bench, Findings, Scenario } from '../base/bench.ts'
import { interleave } from '../base/rounds.ts'
import { until } from '../../test/kit/until.ts'
import { WarmMemory } from '../base/warmMemory.ts'
import { alsoProxy } from '../proxies/folderProxy.ts'
import { direct, haproxy, nginx, pipe } from '../proxies/plain.ts'
import { startTcpscope, type Tcpscope } from '../proxies/tcpscope.ts'
import { ANCESTOR, C_PROGRAM } from './names.ts'
import { BULK_METRICS, BULK_TESTS, Sizes, transfer } from './bulkTransfer.ts'
import { noteLoopback } from './loopback.ts'
import { rightBinaryLogs } from './binaryLogCheck.ts'
import { compareHexLog } from './hexLogCheck.ts'

// P1: how fast bulk data goes through while everything is recorded.
// P2: the same until all logs are complete.

export const bulk: Scenario = { ids: ['P1', 'P2'], title: 'bulk transfer', run }

async function run(bench: Bench): Promise<Findings> {
  const { house, target, options } = bench
  const port = target.port
  const proxies = await contestants(bench, [
    () => startTcpscope(house, port),
    () => pipe(house, port),
    ...(bench.wants('P1') ? [() => direct(port), () => nginx(house, port), () => haproxy(house, port)] : []),
    ...(bench.wants('P2') ? options.also.map((also) => () => alsoProxy(house, also, port)) : []),
  ])
  try {
    if (bench.wants('P1')) await noteLoopback(bench)
    const size = new Sizes(options.quick)
    const memory = await WarmMemory.take(house, size.mostLogged)
    const samples = await interleave({
      rounds: options.rounds,
      contestants: proxies,
      tests: BULK_TESTS,
      random: bench.random,
      measure: async (proxy, test) => {
        const values = await transfer(bench, proxy, test, size.of(proxy, test), memory)
        size.learn(proxy, test, values['MB/s until logged'] ?? values['MB/s']!)
        return values
      },
      onFailure: noteFailure(bench),
    })
    const checks = bench.wants('P1')
      ? BULK_TESTS.flatMap(({ title }) => [
          ratio(samples, {
            ...P1,
            what: `${title}, against plain Node pipe`,
            test: title,
            to: 'pipe',
            value: 0.9,
          }),
          ratio(samples, {
            ...P1,
            what: `${title}, against nginx stream`,
            test: title,
            to: 'nginx',
            value: 0.6,
          }),
        ])
      : []
    if (bench.wants('P2')) {
      for (const { title, streams } of BULK_TESTS) {
        const goals = streams === 1 ? { ancestor: 10, c: 1.15 } : { ancestor: 6.5, c: 0.9 }
        checks.push(
          ratio(samples, {
            ...P2,
            what: `${title}, against ${ANCESTOR}`,
            test: title,
            to: ANCESTOR,
            value: goals.ancestor,
          }),
          ratio(samples, {
            ...P2,
            what: `${title}, against ${C_PROGRAM}`,
            test: title,
            to: C_PROGRAM,
            value: goals.c,
          }),
        )
      }
      const scope = proxies.find((proxy): proxy is Tcpscope => proxy.name === 'tcpscope')
      if (scope) checks.push(...(await identical(bench, scope)))
    }
    return {
      samples,
      metrics: BULK_METRICS,
      checks,
    }
  } finally {
    await retire(proxies)
  }
}

const P1 = { row: 'P1', metric: 'MB/s', of: 'tcpscope', is: '>=' } as const
const P2 = { row: 'P2', metric: 'MB/s until logged', of: 'tcpscope', is: '>=' } as const

/** Small sessions of their own, whose logs are compared with what they should be, byte for byte. */
async function identical(bench: Bench, scope: Tcpscope): Promise<Check[]> {
  await scope.tidy()
  let hexLogs = 0
  let binaryLogs = 0
  for (const direction of ['down', 'up'] as const) {
    const carried = { direction, bytes: 6_000_000 }
    flawless(await bench.load.run({ kind: 'bulk', port: scope.port, streams: 1, ...carried }))
    // So short a session may be over before it is listed.
    const { id } = await until('the session to be listed', async () =>
      (await scope.sessions()).find(({ close }) => close !== null),
    )
    const difference = await compareHexLog(scope.dataDir, id)
    if (difference === null) hexLogs++
    else bench.note(`${direction}: the hex log is not what its definition says: ${difference}`)
    binaryLogs += await rightBinaryLogs(scope.dataDir, id, carried)
    await scope.tidy()
  }
  return [
    figure('P2', 'hex logs identical to their definition', { is: '>=', value: 2, unit: 'of 2' }, [hexLogs]),
    figure('P2', 'binary logs identical to what was sent', { is: '>=', value: 4, unit: 'of 4' }, [
      binaryLogs,
    ]),
  ]
}
