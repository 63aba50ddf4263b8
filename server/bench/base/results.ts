import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Findings } from './bench.ts'
import { type Machine, machineClass } from './machine.ts'

export interface ScenarioResult extends Findings {
  readonly ids: readonly string[]
  readonly title: string
  readonly notes: readonly string[]
  readonly seconds: number
}

/** A whole run, as it is kept. */
export interface Results {
  readonly format: 1
  /** ISO 8601, UTC. */
  readonly date: string
  readonly commit: string
  readonly machine: Machine
  readonly quick: boolean
  /** What was asked for with `--only`; empty: everything. */
  readonly only: readonly string[]
  readonly rounds: number
  readonly seed: number
  readonly scenarios: readonly ScenarioResult[]
}

const FOLDER = fileURLToPath(new URL('../results/', import.meta.url))

/** Which scenarios there were to choose from: those of the proxy, or those of the page. */
export type Suite = 'proxy' | 'web'

/** Runs are kept apart by date, class of machine and kind; a later one of the same day replaces the earlier. */
function nameOf({ date, machine, quick, only }: Results, suite: Suite): string {
  const kind = [quick ? '-quick' : '', only.length > 0 ? `-only-${only.join('-')}` : ''].join('')
  return `${suite === 'web' ? WEB : ''}${date.slice(0, 10)}-${machineClass(machine)}${kind}.json`
}

/** @returns the path of the file */
export function writeResults(results: Results, suite: Suite = 'proxy'): string {
  mkdirSync(FOLDER, { recursive: true })
  const path = join(FOLDER, nameOf(results, suite))
  writeFileSync(path, `${JSON.stringify(rounded(results), null, 1)}\n`)
  return path
}

/** Six digits are more than any of the figures has. NaN becomes null in JSON, as in "not measured". */
function rounded<T>(value: T): T {
  return JSON.parse(
    JSON.stringify(value, (_, v: unknown) =>
      typeof v === 'number' && !Number.isInteger(v) ? Number(v.toPrecision(6)) : v,
    ),
  ) as T
}

export function readResults(path: string): Results {
  return JSON.parse(readFileSync(path, 'utf8')) as Results
}

/** What `npm run soak -- --save` leaves in the same folder. */
const SOAK = 'soak-'
/** What `npm run bench:web` does. */
const WEB = 'web-'

/** All results of a suite that are kept, newest first. */
export function allResults(folder = FOLDER, suite: Suite = 'proxy'): Results[] {
  let names: string[] = []
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.json') && !name.startsWith(SOAK))
    names = names.filter((name) => name.startsWith(WEB) === (suite === 'web'))
  } catch {
    // no run yet
  }
  return names.map((name) => readResults(join(folder, name))).toSorted((a, b) => b.date.localeCompare(a.date))
}

/** What a run is compared with: the newest of the same class of machine and kind, one of everything before a part. */
export function toCompareWith(
  all: readonly Results[],
  like: Pick<Results, 'machine' | 'quick' | 'only'>,
): Results | undefined {
  const same = all.filter(
    ({ machine, quick }) => quick === like.quick && machineClass(machine) === machineClass(like.machine),
  )
  const part = same.find(({ only }) => only.join() === like.only.join())
  const whole = same.find(({ only }) => only.length === 0)
  // A part that was run alone is best compared with itself.
  return like.only.length > 0 ? (part ?? whole) : whole
}

/** What the documentation shows: the newest run of everything, a thorough one before a quick one. */
export function toPublish(all: readonly Results[]): Results | undefined {
  const whole = all.filter(({ only }) => only.length === 0)
  return whole.find(({ quick }) => !quick) ?? whole[0]
}

/**
 * The same of a suite whose scenarios are run one at a time: the newest thorough run of each of them, on the machine
 * class of the newest.
 */
export function newestParts(all: readonly Results[]): Results | undefined {
  const thorough = all.filter(({ quick }) => !quick)
  const [newest] = thorough
  if (!newest) return undefined
  const like = thorough.filter(({ machine }) => machineClass(machine) === machineClass(newest.machine))
  const parts = new Map<string, { readonly scenario: ScenarioResult; readonly of: Results }>()
  for (const of of like) {
    for (const scenario of of.scenarios) {
      const key = scenario.ids.join()
      if (!parts.has(key)) parts.set(key, { scenario, of })
    }
  }
  const taken = [...parts].toSorted(([a], [b]) => a.localeCompare(b)).map(([, part]) => part)
  return {
    ...newest,
    commit: [...new Set(taken.map(({ of }) => of.commit))].join(', '),
    only: [],
    rounds: Math.min(...taken.map(({ of }) => of.rounds)),
    scenarios: taken.map(({ scenario }) => scenario),
  }
}
