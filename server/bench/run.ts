import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Proxy, startPeers, startScript, startTcpscope } from './proxies.ts'

// `npm run bench [-- ROUNDS]`: the same load through tcpscope and its peers, in turn, in one run. Read the ratios: the
// machine's speed drifts, but not within a round.

interface Load {
  readonly title: string
  readonly args: readonly [kind: string, amount: string]
  readonly unit: string
  /** Also measure until all logs are complete. */
  readonly untilLogged?: true
}

const LOADS: readonly Load[] = [
  { title: 'bulk, 1 stream', args: ['bulk', '1x256'], unit: 'MB/s', untilLogged: true },
  { title: 'bulk, 8 streams', args: ['bulk', '8x32'], unit: 'MB/s', untilLogged: true },
  { title: '64-byte round trips, 64 connections', args: ['ping', '64x2'], unit: '/s' },
  { title: '64-byte round trips, 1 connection', args: ['ping', '1x2'], unit: '/s' },
  { title: 'short connections, 64 at a time', args: ['short', '64x2'], unit: '/s' },
]

interface Result {
  readonly rate: number
  readonly bad: number
  readonly p50?: number
  readonly p99?: number
  /** Megabytes a second until all logs were complete. */
  readonly logged?: number
}

const run = promisify(execFile)
const LOAD = fileURLToPath(new URL('load.ts', import.meta.url))

async function measure({ args: [kind, amount], untilLogged }: Load, proxy: Proxy): Promise<Result> {
  const { stdout } = await run(process.execPath, ['--import', 'tsx', LOAD, kind, String(proxy.port), amount])
  const result = JSON.parse(stdout) as Result
  const ended = performance.now()
  await proxy.settled?.()
  if (!untilLogged || !proxy.settled) return result
  const [streams = 1, size = 1] = amount.split('x').map(Number)
  const seconds = (streams * size) / result.rate + (performance.now() - ended) / 1000
  return { ...result, logged: (streams * size) / seconds }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

const format = (value: number): string =>
  value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : 0 })

function report(load: Load, results: ReadonlyMap<Proxy, readonly Result[]>, yardstick: Proxy): void {
  const base = median(results.get(yardstick)!.map(({ rate }) => rate))
  console.log(`\n${load.title} (${load.unit}; median, lowest..highest; ratio to ${yardstick.name})`)
  for (const [proxy, list] of results) {
    const rates = list.map(({ rate }) => rate)
    const spread = `${format(Math.min(...rates))}..${format(Math.max(...rates))}`
    const words = [
      proxy.name.padEnd(22),
      format(median(rates)).padStart(9),
      spread.padStart(18),
      `x ${(median(rates) / base).toFixed(2)}`.padStart(8),
    ]
    const p99 = list.flatMap((one) => (one.p99 === undefined ? [] : [one.p99]))
    if (p99.length > 0) {
      words.push(`p50 ${format(median(list.map((one) => one.p50!)))} ms, p99 ${format(median(p99))} ms`)
    }
    const logged = list.flatMap((one) => (one.logged === undefined ? [] : [one.logged]))
    if (logged.length > 0) words.push(`until all logs are complete ${format(median(logged))}`)
    const bad = list.reduce((sum, one) => sum + one.bad, 0)
    if (bad > 0) words.push(`${bad} WRONG`)
    console.log(`  ${words.join('  ')}`)
  }
}

const rounds = Number(process.argv[2] ?? 3)
const target = await startScript('target.ts')
const pipe: Proxy = { name: 'plain Node pipe', ...(await startScript('pipe.ts', String(target.port))) }
const proxies: Proxy[] = [
  { name: 'direct', port: target.port, stop: () => Promise.resolve() },
  pipe,
  ...(await startPeers(target.port)),
  await startTcpscope(target.port, 'live'),
  await startTcpscope(target.port, 'off'),
]
try {
  for (const load of LOADS) {
    const results = new Map<Proxy, Result[]>(proxies.map((proxy) => [proxy, []]))
    // The first round warms up code and memory and is not counted.
    for (let round = 0; round <= rounds; round++) {
      for (const proxy of proxies) {
        const result = await measure(load, proxy)
        if (round > 0) results.get(proxy)!.push(result)
      }
    }
    report(load, results, pipe)
  }
} finally {
  for (const proxy of proxies) await proxy.stop()
  await target.stop()
}
