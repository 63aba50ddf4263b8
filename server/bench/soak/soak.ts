import { setMaxListeners } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { Scope } from '../../test/kit/scope.ts'
import { until } from '../../test/kit/until.ts'
import { edit, type Edits } from './actors/editor.ts'
import { look, type Looks } from './actors/looker.ts'
import { browse, launchBrowser, type PageCounts } from './actors/page.ts'
import { type TabCounts, visit } from './actors/tab.ts'
import { checkCatalog } from './checks/catalog.ts'
import { Checker } from './checks/checker.ts'
import { Janitor } from './checks/janitor.ts'
import { judgeMemory, type MemoryVerdict } from './checks/memory.ts'
import { playTalks } from './crowd.ts'
import { Faults } from './faults.ts'
import { Flow } from './flow.ts'
import { Gates } from './gates.ts'
import { Ledger } from './ledger.ts'
import type { SoakOptions } from './options.ts'
import { type Descriptors, descriptorsOf, grown, memoryOf } from './process.ts'
import { Random } from './random.ts'
import { type Sample, takeSample } from './samples.ts'
import type { Stage } from './stage.ts'
import { SoakTarget } from './target.ts'

/** What all talks together send, bytes a second, and at once after a quiet time. */
const RATE = 5_000_000
const BURST = 24_000_000
const TABS = 5
const LOOKERS = 3
/** Listeners that are edited all the time, to begin with. */
const EDITED = 2
/** A port of this machine where nobody listens: no system hands it out by itself. */
const REFUSING_PORT = 1
const SAMPLE_MS = 2500
const LINE_MS = 10_000
const MEMORY_LIMITS = { rise: 0.08, atEnd: 0.25 }
/** From the last talk until all sessions are checked, and from the last listener until nothing is open, ms. */
const SETTLING_MS = 120_000
const CLOSING_MS = 30_000

export interface Counts {
  readonly tabs: TabCounts
  readonly pages: PageCounts
  readonly looks: Looks
  readonly edits: Edits
}

export interface Result {
  readonly seed: number
  readonly minutes: number
  readonly talks: Readonly<Record<string, number>>
  /** Connects that a listener which was just being edited did not let in. */
  readonly missed: number
  readonly sessions: { checked: number; deleted: number; bytes: number; kept: number; nameless: number }
  readonly counts: Counts
  readonly memory: MemoryVerdict
  /** RSS once everything is over, bytes. */
  readonly rssAtRest: number
  readonly descriptors: { before: Descriptors; after: Descriptors }
  readonly samples: readonly Sample[]
  readonly faults: readonly string[]
}

/** Everything that one run is made of. */
interface Run {
  readonly options: SoakOptions
  readonly dataDir: string
  readonly stage: Stage
  readonly janitor: Janitor
  readonly counts: Counts
  readonly samples: Sample[]
  /** Since the beginning, ms. */
  readonly elapsed: () => number
  /** Time to come to an end. */
  readonly end: () => void
}

/** Soaks a tcpscope that works in `dataDir`. What went wrong is in the result. */
export async function soak(options: SoakOptions, dataDir: string): Promise<Result> {
  const began = performance.now()
  const elapsed = (): number => performance.now() - began
  const ending = new AbortController()
  setMaxListeners(0, ending.signal)
  const end = (): void => ending.abort()
  const faults = new Faults(() => clock(elapsed()), end)
  const ledger = new Ledger()
  const flow = new Flow(RATE, BURST)
  ending.signal.addEventListener('abort', () => flow.letGo())
  const scope = await Scope.start({ dataDir, args: ['--grace', '2000'] })
  const kill = (): void => scope.signal('SIGKILL')
  process.prependOnceListener('exit', kill)
  const targets = await Promise.all([0, 1].map(() => SoakTarget.listen({ ledger, flow, faults })))
  const checker = new Checker({ base: scope.api.base, token: scope.token }, (error) => {
    faults.add('the checking process', error)
    end()
  })
  const longestPauseMs = Math.min(10_000, options.durationMs / 4)
  const gates = new Gates()
  const stage = { scope, targets, gates, ledger, flow, faults, longestPauseMs, ending: ending.signal }
  const janitor = new Janitor(stage, checker, dataDir)
  const counts: Counts = {
    tabs: { open: 0, visits: 0, messages: 0, payloadBytes: 0 },
    pages: { visits: 0 },
    looks: { reads: 0, downloads: 0 },
    edits: { count: 0 },
  }
  const run: Run = { options, dataDir, stage, janitor, counts, samples: [], elapsed, end }
  try {
    const before = await idle(stage)
    await openGates(stage)
    await traffic(run)
    const rssAtRest = scope.alive ? memoryOf(scope.pid).rss : 0
    const after = await rest(run, before)
    return {
      seed: options.seed,
      minutes: options.durationMs / 60_000,
      talks: ledger.counts,
      missed: ledger.missed,
      sessions: {
        checked: janitor.checked,
        deleted: janitor.deleted,
        bytes: janitor.bytes,
        kept: janitor.kept.size,
        nameless: janitor.nameless,
      },
      counts,
      memory: memory(run),
      rssAtRest,
      descriptors: { before, after },
      samples: run.samples,
      faults: faults.list,
    }
  } finally {
    await checker.dispose()
    for (const target of targets) target.dispose()
    await scope.dispose()
    process.off('exit', kill)
  }
}

/** The descriptors of a tcpscope that has nothing to do. The first listener of a process leaves one behind (libuv's). */
async function idle({ scope, targets }: Stage): Promise<Descriptors> {
  const { id } = await scope.api.createListener({ targetHost: '127.0.0.1', targetPort: targets[0]!.port })
  await scope.api.deleteListener(id)
  return until('the first listener to be closed', () => {
    const now = descriptorsOf(scope.pid, scope.uiPort)
    return now.listening === 1 && now
  })
}

async function openGates({ scope: { api }, gates, targets }: Stage): Promise<void> {
  const target = { targetHost: '127.0.0.1', targetPort: targets[0]!.port }
  for (const hexLog of ['live', 'on-demand', 'off'] as const) {
    gates.add(await api.createListener({ ...target, hexLog }), { steady: true })
  }
  const refusing = await api.createListener({ ...target, targetPort: REFUSING_PORT })
  gates.add(refusing, { steady: true, refusing: true })
  for (let i = 0; i < EDITED; i++) gates.add(await api.createListener(target), { steady: false })
}

/** Everybody plays until the time is up; resolves when the last one has gone. */
async function traffic(run: Run): Promise<void> {
  const { options, stage, counts, janitor } = run
  const { seed } = options
  const browser = options.pages ? await launchBrowser() : 'not asked for'
  if (typeof browser === 'string') console.log(`No browser pages take part: ${browser}.`)
  const timer = setTimeout(run.end, options.durationMs)
  const going = janitor.run()
  const watching = watch(run)
  const crowd = [
    playTalks(stage, seed),
    edit(stage, new Random(seed, 4), counts.edits),
    ...Array.from({ length: TABS }, (_, i) => visit(stage, new Random(seed, 5, i), counts.tabs)),
    ...Array.from({ length: LOOKERS }, (_, i) => look(stage, new Random(seed, 6, i), counts.looks)),
  ]
  if (typeof browser !== 'string') crowd.push(browse(stage, new Random(seed, 7), browser, counts.pages))
  await Promise.all([...crowd, watching])
  clearTimeout(timer)
  if (typeof browser !== 'string') await browser.close()
  await settle(run)
  janitor.stop()
  await going
}

/** Samples and lines, until the end. */
async function watch(run: Run): Promise<void> {
  const { stage, samples } = run
  let lineAt = LINE_MS
  while (!stage.ending.aborted) {
    try {
      samples.push(await takeSample(stage, run.elapsed()))
    } catch (error) {
      stage.faults.add('sampling', stage.scope.alive ? error : `tcpscope ended: ${stage.scope.output()}`)
      run.end()
    }
    if (run.elapsed() >= lineAt) {
      lineAt += LINE_MS
      console.log(line(run))
    }
    await wait(SAMPLE_MS, undefined, { signal: stage.ending }).catch(() => {})
  }
}

function line({ stage, janitor, samples, counts, elapsed }: Run): string {
  const { ledger, faults } = stage
  const { rss, descriptors, openConnections, hexLagBytes, threads } = samples.at(-1)!
  return [
    `[${clock(elapsed())}]`,
    `${ledger.begun} talks (${openConnections} open, ${ledger.missed} missed),`,
    `${janitor.checked} checked, ${mb(janitor.bytes)} recorded;`,
    `${counts.tabs.open} tabs, ${counts.looks.downloads} live downloads, ${counts.edits.count} edits;`,
    `RSS ${mb(rss)}, ${descriptors} descriptors, ${threads} threads, hex lag ${mb(hexLagBytes)};`,
    `${faults.list.length} faults`,
  ].join(' ')
}

/** Waits until every session has been checked and nothing is on its way any more. */
async function settle({ stage }: Run): Promise<void> {
  const { scope, ledger, faults, targets } = stage
  const open = () => ledger.all().filter(({ state }) => state !== 'failed')
  try {
    await until('all sessions to be found and checked', () => open().length === 0, SETTLING_MS)
  } catch (error) {
    faults.add('the end', error)
    for (const talk of open().slice(0, 5)) faults.add('the end', `without a session: ${String(talk)}`)
  }
  try {
    await until('tcpscope to come to rest', async () => {
      const { openConnections, hexLagBytes, tapBytes } = await scope.api.status()
      return openConnections === 0 && hexLagBytes === 0 && tapBytes === 0
    })
    await until('all connections of the targets to close', () => targets.every((target) => target.open === 0))
  } catch (error) {
    faults.add('the end', error)
  }
}

/** Stops all listeners, looks whether everything is closed and in its place, and stops the process. */
async function rest({ stage, dataDir }: Run, before: Descriptors): Promise<Descriptors> {
  const { scope, faults } = stage
  const look = (): Descriptors => descriptorsOf(scope.pid, scope.uiPort)
  for (const { id } of await scope.api.listeners()) await scope.api.stopListener(id)
  const openConnections = (await scope.api.listeners()).map((listener) => listener.openConnections)
  if (openConnections.some((count) => count !== 0))
    faults.add('the end', `open connections: ${openConnections.join()}`)
  await until('the descriptors to be closed', () => grown(before, look()) === undefined, CLOSING_MS).catch(
    () => faults.add('the end', `LEAKED DESCRIPTORS: ${grown(before, look())}`),
  )
  const after = look()
  const catalog = await checkCatalog(scope.api, dataDir)
  for (const wrong of catalog.wrong.slice(0, 5)) faults.add('the catalog', wrong)
  try {
    await scope.stop()
  } catch (error) {
    faults.add('SIGTERM', error)
  }
  const errors = scope.output().split('--- stderr\n')[1] ?? ''
  if (errors !== '') faults.add("tcpscope's log", errors.slice(0, 5000))
  return after
}

function memory({ samples, stage }: Run): MemoryVerdict {
  const verdict = judgeMemory(samples, MEMORY_LIMITS)
  for (const wrong of verdict.wrong) stage.faults.add('memory', wrong)
  return verdict
}

const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(bytes < 1e8 ? 1 : 0)} MB`

/** `m:ss` */
function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
