import { ratio } from '../base/check.ts'
import { contestants, noteFailure, retire } from '../base/contestants.ts'
import type { Bench, Findings, Scenario } from '../base/bench.ts'
import type { House } from '../base/house.ts'
import { interleave } from '../base/rounds.ts'
import { findProgram, run as runProgram } from '../../test/kit/programs.ts'
import { socatDump } from '../proxies/folderProxy.ts'
import { direct, haproxy, pipe } from '../proxies/plain.ts'
import { freePort, listening } from '../proxies/ports.ts'
import { startTcpscope } from '../proxies/tcpscope.ts'

// P4: a real client and a real server with the proxy between them: redis-benchmark, 50 connections, alone and pipelined.

export const redis: Scenario = { ids: ['P4'], title: 'redis-benchmark, 50 connections', run }

const TESTS = [1, 16].map((pipeline) => ({ title: `-P ${pipeline}`, pipeline }))
/** Requests of a run: what takes about so long, s, from what was seen before. */
const SECONDS = { full: 1, quick: 0.4 }
const FIRST = 2_000

async function run(bench: Bench): Promise<Findings> {
  const { house, options } = bench
  const absent = ['redis-server', 'redis-benchmark'].filter((name) => !findProgram(name))
  if (absent.length > 0) {
    bench.note(`skipped: ${absent.join(' and ')} not installed`)
    return { samples: [], metrics: [], checks: checks([]) }
  }
  const port = await startRedis(house)
  const proxies = await contestants(bench, [
    () => startTcpscope(house, port),
    () => direct(port),
    () => pipe(house, port),
    () => haproxy(house, port),
    () => socatDump(house, port),
  ])
  const rates = new Map<string, number>()
  try {
    const samples = await interleave({
      rounds: options.rounds,
      contestants: proxies,
      tests: TESTS,
      random: bench.random,
      async measure({ name, port, settled, tidy }, { title, pipeline }) {
        const key = `${name} ${title}`
        const seconds = options.quick ? SECONDS.quick : SECONDS.full
        const rate = await benchmark(port, pipeline, Math.ceil((rates.get(key) ?? FIRST) * seconds))
        rates.set(key, rate)
        await settled()
        await tidy()
        return { 'requests/s': rate }
      },
      onFailure: noteFailure(bench),
    })
    const metrics = [{ key: 'requests/s', unit: 'requests/s, half SET, half GET' }]
    return { samples, metrics, checks: checks(samples) }
  } finally {
    await retire(proxies)
  }
}

function checks(samples: Findings['samples']): Findings['checks'] {
  const against = { row: 'P4', metric: 'requests/s', of: 'tcpscope', is: '>=' } as const
  return TESTS.flatMap(({ title }) => [
    ratio(samples, {
      ...against,
      what: `redis-benchmark ${title}, against plain Node pipe`,
      test: title,
      to: 'pipe',
      value: 0.9,
    }),
    ratio(samples, {
      ...against,
      what: `redis-benchmark ${title}, against socat -x -v`,
      test: title,
      to: 'socat -x -v',
      value: 8,
    }),
  ])
}

/** A redis that keeps nothing. @returns its port */
async function startRedis(house: House): Promise<number> {
  const port = await freePort()
  const settings = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no']
  const server = house.program('redis-server', settings, { cwd: await house.folder() })
  await listening('redis-server', port, server)
  return port
}

/** @returns requests a second, half of them SET, half GET @throws Error when redis-benchmark reports one */
async function benchmark(port: number, pipeline: number, requests: number): Promise<number> {
  const args = ['-h', '127.0.0.1', '-p', String(port), '-c', '50', '-P', String(pipeline)]
  const result = await runProgram(
    'redis-benchmark',
    [...args, '-n', String(Math.max(500, requests)), '-t', 'set,get', '--csv'],
    { withinMs: 60_000 },
  )
  const text = result.stdout.toString()
  const rates = [...text.matchAll(/^"(?:SET|GET)","([\d.]+)"/gm)].map(([, rate]) => Number(rate))
  if (result.code !== 0 || rates.length !== 2) throw new Error(`redis-benchmark: ${text} ${result.stderr}`)
  return 2 / (1 / rates[0]! + 1 / rates[1]!)
}
