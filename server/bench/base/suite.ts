import { relative } from 'node:path'
import type { Scenario } from './bench.ts'
import { unmeasured } from './check.ts'
import { House } from './house.ts'
import { commit, thisMachine } from './machine.ts'
import { inOneLine } from './failure.ts'
import { OptionError, type Options } from './options.ts'
import { checkLines, comparisonLines, figureLines } from './report.ts'
import {
  allResults,
  readResults,
  type Results,
  type ScenarioResult,
  type Suite,
  toCompareWith,
  writeResults,
} from './results.ts'
import { seeded } from './stats.ts'
import { Load, startTarget } from '../load/load.ts'

// A run from its beginning to its end, whatever its scenarios are about.

const say = (text: string): void => console.log(text)

function asked(all: readonly Scenario[], { only }: Options): readonly Scenario[] {
  const ids = all.flatMap((scenario) => scenario.ids.map((id) => id.toLowerCase()))
  const unknown = only.find((id) => !ids.includes(id))
  if (unknown !== undefined) throw new OptionError(`--only: there is no ${unknown}; see --list.`)
  return only.length === 0
    ? all
    : all.filter((scenario) => scenario.ids.some((id) => only.includes(id.toLowerCase())))
}

/** The results that were named. */
function given(file: string): Results {
  try {
    return readResults(file)
  } catch (error) {
    throw new OptionError(`--compare: ${(error as Error).message}`, { cause: error })
  }
}

/**
 * Runs the scenarios of a suite that were asked for, or lists them; reports, and keeps the results.
 * @throws OptionError
 */
export async function runSuite(suite: Suite, all: readonly Scenario[], options: Options): Promise<void> {
  if (options.action === 'list') {
    for (const { ids, title } of all) say(`${ids.join(',').padEnd(8)} ${title}`)
    return
  }
  const scenarios = asked(all, options)
  const machine = thisMachine()
  const before =
    options.compare === null
      ? toCompareWith(allResults(undefined, suite), { machine, ...options })
      : given(options.compare)
  const house = new House()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // Not once: the terminal and npm may both tell us.
    process.on(signal, () => {
      void house.close().finally(() => process.exit(130))
    })
  }
  const began = new Date()
  say(
    `${machine.cores} cores, ${machine.memoryGiB} GiB, Node.js ${machine.node}, ${machine.platform}; seed ${options.seed}`,
  )
  const results: ScenarioResult[] = []
  try {
    const target = await startTarget(house)
    const load = await Load.start(house)
    const random = seeded(options.seed)
    for (const scenario of scenarios) {
      if (house.closing) break
      results.push(await runOne(scenario, { options, house, load, target, random }))
    }
    // What is stopped from outside ends the process as soon as the house is clean.
    if (house.closing) return
  } finally {
    await house.close()
  }
  const kept: Results = {
    format: 1,
    date: began.toISOString(),
    commit: commit(),
    machine,
    quick: options.quick,
    only: options.only,
    rounds: options.rounds,
    seed: options.seed,
    scenarios: results,
  }
  say(`\nGoals (median of rounds, lowest..highest)`)
  for (const line of checkLines(results.flatMap(({ checks }) => checks))) say(line)
  if (before) {
    say(`\nAgainst ${before.date.slice(0, 10)}, commit ${before.commit}`)
    for (const line of comparisonLines(kept, before)) say(line)
  }
  say(
    `\nwritten: ${relative(process.cwd(), writeResults(kept, suite))}; --table puts a whole run into the documentation`,
  )
}

type Tools = Omit<Parameters<Scenario['run']>[0], 'wants' | 'note' | 'fail'>

async function runOne(scenario: Scenario, tools: Tools): Promise<ScenarioResult> {
  const began = performance.now()
  const notes: string[] = []
  const note = (text: string): void => {
    // What fails because everything is being stopped is no news.
    if (tools.house.closing) return
    notes.push(text)
    say(`  ${text}`)
  }
  const fail = (what: string, error: unknown): void => {
    if (tools.house.closing) return
    note(`FAILED: ${what}: ${inOneLine(error)}`)
    process.exitCode = 1
  }
  const { only } = tools.options
  const wants = (id: string): boolean => only.length === 0 || only.includes(id.toLowerCase())
  say(`\n${scenario.ids.filter(wants).join(', ')}: ${scenario.title}`)
  let findings: Awaited<ReturnType<Scenario['run']>> = { samples: [], metrics: [], checks: [] }
  try {
    findings = await scenario.run({ ...tools, wants, note, fail })
  } catch (error) {
    // All of it for whoever watches; results keep a line.
    if (!tools.house.closing) console.error(error)
    fail(scenario.title, error)
    const goal = { is: '>=', value: 1, unit: 'result' } as const
    const open = scenario.ids
      .filter(wants)
      .map((id) => unmeasured(id, scenario.title, goal, 'failed, see above'))
    findings = { ...findings, checks: open }
  }
  for (const line of figureLines(findings)) say(line)
  const seconds = (performance.now() - began) / 1000
  say(`  (${seconds.toFixed(0)} s)`)
  return { ids: scenario.ids.filter(wants), title: scenario.title, notes, seconds, ...findings }
}

/** Does the work of a command line: what cannot be understood is said with the help beside it. */
export async function sayingWhatIsWrong(help: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof OptionError)) throw error
    console.error(`${error.message}\n\n${help}`)
    process.exitCode = 2
  }
}
