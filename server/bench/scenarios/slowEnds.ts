import { createReadStream, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { figure, unmeasured } from '../base/check.ts'
import type { Check } from '../base/check.ts'
import type { Bench, Findings, Scenario } from '../base/bench.ts'
import { flawless } from '../base/contestants.ts'
import { availableMemory, memory, watchForeignCpu, watchMemory } from '../base/procfs.ts'
import type { Sample } from '../base/rounds.ts'
import { Checker, makePattern } from '../load/protocol.ts'
import { startTcpscope, type Tcpscope } from '../proxies/tcpscope.ts'
import { slowDown } from './slowDisk.ts'

// P9: a fast sender, and a client that reads slowly, or a disk that writes slowly. Memory stays bounded, the sender is
// held by TCP, and nothing is lost: every byte that arrives is compared, and so is every byte of the binary log.

export const slowEnds: Scenario = { ids: ['P9'], title: 'slow reader, slow disk', run }

/** Bytes a second that the slow client reads. */
const READ_RATE = 250_000_000
/** The setting that bounds what lies between sockets and files, MiB, and what else may be on top of it. */
const TAP_MIB = 32
const ON_TOP_MIB = 64
const MIB = 2 ** 20

async function run(bench: Bench): Promise<Findings> {
  const samples: Sample[] = []
  const checks: Check[] = []
  const situations = [
    {
      name: 'slow reader',
      readRate: READ_RATE,
      slow: () => Promise.resolve<Slow>({ stop: () => Promise.resolve() }),
    },
    { name: 'slow disk', slow: (scope: Tcpscope) => slowDown(bench, scope) },
  ]
  for (const situation of situations) {
    const foreign = watchForeignCpu()
    const values = await stream(bench, situation)
    if (values)
      samples.push({ name: situation.name, test: 'one stream', round: 1, values, foreign: foreign.stop() })
    const name = `${situation.name}: `
    checks.push(
      values
        ? figure('P9', `${name}RSS over idle, highest`, BOUND, [values['MiB over idle']!])
        : unmeasured('P9', `${name}RSS over idle, highest`, BOUND, 'not possible here'),
      values
        ? figure('P9', `${name}bytes that arrived and are in the log`, WHOLE, [values['share right']!])
        : unmeasured('P9', `${name}bytes that arrived and are in the log`, WHOLE, 'not possible here'),
    )
  }
  return {
    samples,
    metrics: [
      { key: 'GB', unit: 'GB' },
      { key: 'MB/s', unit: 'MB/s' },
      { key: 'MiB over idle', unit: 'MiB over idle, highest' },
      { key: 'late/early', unit: 'RSS late/early' },
      { key: 'tap %', unit: '% of the tap buffer used, most' },
    ],
    checks,
  }
}

const BOUND = {
  is: '<=',
  value: TAP_MIB + ON_TOP_MIB,
  unit: `MiB (--tap-buffer ${TAP_MIB}, and ${ON_TOP_MIB})`,
} as const
const WHOLE = { is: '>=', value: 1, unit: 'of all' } as const

interface Slow {
  stop(): Promise<void>
}

interface Situation {
  readonly name: string
  readonly readRate?: number
  /** Makes it slow as soon as bytes flow; null when that cannot be done here. */
  readonly slow: (scope: Tcpscope) => Promise<Slow | null>
}

async function stream(
  bench: Bench,
  { name, readRate, slow }: Situation,
): Promise<Record<string, number> | null> {
  const { house, load, target, options } = bench
  const bytes = options.stream
  const where = bytes * 2 < availableMemory() ? 'memory' : 'disk'
  const args = ['--tap-buffer', String(TAP_MIB)]
  const scope = await startTcpscope(house, target.port, { where, args, listener: { hexLog: 'on-demand' } })
  try {
    // The first transfer warms up code; what that costs once is no matter of the stream.
    flawless(
      await load.run({ kind: 'bulk', port: scope.port, direction: 'down', streams: 1, bytes: 64_000_000 }),
    )
    await scope.settled()
    await scope.tidy()
    const idle = memory(scope.pid).rss
    const watch = watchMemory(scope.pid)
    const tap = watchTap(scope)
    const running = load.run({
      kind: 'bulk',
      port: scope.port,
      direction: 'down',
      streams: 1,
      bytes,
      ...(readRate !== undefined && { readRate }),
    })
    running.catch(() => {})
    const slowed = await slow(scope)
    const outcome = await running
    await scope.settled()
    await slowed?.stop()
    const rss = watch.stop().map((one) => one.rss)
    const fullest = tap.stop()
    if (slowed === null) return null
    flawless(outcome)
    const right = await rightInLog(scope, bytes)
    const third = Math.max(1, Math.floor(rss.length / 3))
    bench.note(`${name}: ${(bytes / 1e9).toFixed(0)} GB in ${outcome.seconds.toFixed(0)} s (${where})`)
    return {
      GB: bytes / 1e9,
      'MB/s': bytes / 1e6 / outcome.seconds,
      'MiB over idle': (Math.max(...rss) - idle) / MIB,
      'late/early': Math.max(...rss.slice(-third)) / Math.max(...rss.slice(0, third)),
      'tap %': fullest * 100,
      'share right': right,
    }
  } finally {
    await scope.stop()
  }
}

/** Share of the stream that stands in the binary log as it was sent: 1, or 0 when a byte is wrong. */
async function rightInLog({ dataDir, sessions }: Tcpscope, bytes: number): Promise<number> {
  const { id, gapBytes } = (await sessions())[0]!
  const checker = new Checker(makePattern())
  for await (const chunk of createReadStream(binaryLog(dataDir, id), { highWaterMark: 1024 * 1024 })) {
    checker.take(chunk as Buffer, (chunk as Buffer).length)
  }
  return checker.right && gapBytes === 0 ? checker.bytes / bytes : 0
}

function binaryLog(dataDir: string, id: string): string {
  const root = join(dataDir, 'sessions')
  const folder = readdirSync(root, { recursive: true, encoding: 'utf8' }).find((path) => path.endsWith(id))
  if (folder === undefined) throw new Error('the session has no folder')
  const files = readdirSync(join(root, folder)).map((name) => join(root, folder, name))
  // All went one way: next to it the other files are small.
  return files.toSorted((a, b) => statSync(b).size - statSync(a).size)[0]!
}

/** How full the buffer between sockets and files becomes: 1 is full. */
function watchTap({ api }: Tcpscope): { readonly stop: () => number } {
  let fullest = 0
  const look = async (): Promise<void> => {
    const { tapBytes, tapCapacity } = await api.status()
    fullest = Math.max(fullest, tapBytes / tapCapacity)
  }
  const timer = setInterval(() => void look().catch(() => {}), 250)
  return {
    stop() {
      clearInterval(timer)
      return fullest
    },
  }
}
