import { get } from 'node:http'
import { statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import type { SessionId } from '@tcpscope/shared/base'
import { ratio } from '../base/check.ts'
import type { Bench, Findings, Scenario } from '../base/bench.ts'
import { flawless, noteFailure } from '../base/contestants.ts'
import { availableMemory } from '../base/procfs.ts'
import { interleave } from '../base/rounds.ts'
import { startTcpscope, type Tcpscope } from '../proxies/tcpscope.ts'
import { PACED, PACED_TEXT } from './paced.ts'

// P8: does the traffic feel that somebody searches or downloads a big session?

export const bigSession: Scenario = { ids: ['P8'], title: 'search and download of a big session', run }

const LARGEST = 10_000_000_000
const QUICK = 512_000_000
/** Not in the noise that the session is made of. */
const NEEDLE = 'there is no such text in it'
const ALONE = 'nothing else'
/** Many short windows: where other guests of the host stop a processor now and then, few of them feel it. */
const ROUNDS = 7
const WINDOW = 4

async function run(bench: Bench): Promise<Findings> {
  const { house, load, target, options } = bench
  const free = statfsSync(tmpdir())
  const size = options.big ?? (options.quick ? QUICK : Math.min(LARGEST, (free.bavail * free.bsize) / 4))
  const where = size * 3 < availableMemory() ? 'memory' : 'disk'
  const seconds = options.quick ? 1.5 : WINDOW
  const test = { title: `${PACED_TEXT}, beside a session of ${(size / 1e9).toFixed(1)} GB (${where})` }
  const scope = await startTcpscope(house, target.port, { where, listener: { hexLog: 'on-demand' } })
  try {
    flawless(await load.run({ kind: 'bulk', port: scope.port, direction: 'down', streams: 1, bytes: size }))
    await scope.settled()
    const { id } = (await scope.sessions())[0]!
    const samples = await interleave({
      rounds: options.quick ? 1 : ROUNDS,
      contestants: [
        { name: ALONE, path: null },
        { name: 'zip download', path: `/api/sessions/${id}/download/zip` },
        { name: 'search', path: searchPath(id) },
      ],
      tests: [test],
      random: bench.random,
      async measure({ path }) {
        const beside = path === null ? null : keepFetching(scope, path)
        try {
          const { count, p50, p99 } = flawless(
            await load.run({ kind: 'ping', port: scope.port, ...PACED, seconds }),
          )
          const values = { 'trips/s': count / seconds, p50: p50!, p99: p99! }
          if (!beside) return values
          const { megabytes, elapsed } = await beside.stop()
          return { ...values, 'MB/s beside': megabytes / elapsed }
        } finally {
          await beside?.stop().catch(() => {})
        }
      },
      onFailure: noteFailure(bench),
    })
    const against = { row: 'P8', test: test.title, to: ALONE, metric: 'p99', is: '<=', value: 1.2 } as const
    return {
      samples,
      metrics: [
        { key: 'trips/s', unit: 'round trips/s' },
        { key: 'p50', unit: 'p50 ms' },
        { key: 'p99', unit: 'p99 ms' },
        { key: 'MB/s beside', unit: 'MB/s searched or downloaded beside' },
      ],
      checks: [
        ratio(samples, { ...against, what: 'p99 during full-text search, against without', of: 'search' }),
        ratio(samples, { ...against, what: 'p99 during zip download, against without', of: 'zip download' }),
      ],
    }
  } finally {
    await scope.stop()
  }
}

const searchPath = (id: SessionId): string => `/api/sessions/${id}/matches?text=${encodeURIComponent(NEEDLE)}`

/** Adds up what an answer says that was done. */
type Tally = (chunk: Buffer) => void

/** Of a search: what its progress says. Its lines are few and small. */
function searchedBytes(add: (bytes: number) => void): Tally {
  let before = 0
  return (chunk) => {
    const counts = [...chunk.toString('latin1').matchAll(/"searchedBytes":(\d+)/g)]
    const now = Number(counts.at(-1)?.[1] ?? before)
    add(now - before)
    before = now
  }
}

/** Asks again and again and throws the answers away, until stopped. @throws Error (on stop) when one is a refusal */
function keepFetching({ api, scope }: Tcpscope, path: string) {
  const stopping = new AbortController()
  const began = performance.now()
  let bytes = 0
  const add = (more: number): void => void (bytes += more)
  const once = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${scope.token}` }
      const tally: Tally = path.includes('/matches') ? searchedBytes(add) : (chunk) => add(chunk.length)
      get(`${api.base}${path}`, { headers, signal: stopping.signal }, (answer) => {
        if (answer.statusCode !== 200) {
          answer.resume()
          reject(new Error(`${path}: ${answer.statusCode}`))
          return
        }
        answer.on('data', tally)
        answer.on('close', resolve)
        answer.on('error', () => resolve())
      }).on('error', (error) => (stopping.signal.aborted ? resolve() : reject(error)))
    })
  const working = (async () => {
    while (!stopping.signal.aborted) await once()
  })()
  working.catch(() => {})
  return {
    async stop() {
      const elapsed = (performance.now() - began) / 1000
      stopping.abort()
      await working
      return { megabytes: bytes / 1e6, elapsed }
    },
  }
}
