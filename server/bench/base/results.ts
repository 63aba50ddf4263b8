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
  readonly rounds: number
  readonly seed: number
  readonly scenarios: readonly ScenarioResult[]
}

const FOLDER = fileURLToPath(new URL('../results/', import.meta.url))

/** Runs are kept apart by date, class of machine and kind; a later one of the same day replaces the earlier. */
function nameOf({ date, machine, quick }: Results): string {
  return `${date.slice(0, 10)}-${machineClass(machine)}${quick ? '-quick' : ''}.json`
}

/** @returns the path of the file */
export function writeResults(results: Results): string {
  mkdirSync(FOLDER, { recursive: true })
  const path = join(FOLDER, nameOf(results))
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

/** The newest results of the same class of machine and kind of run; undefined when there are none. */
export function newestResults(like?: { machine: Machine; quick: boolean }): Results | undefined {
  let names: string[] = []
  try {
    names = readdirSync(FOLDER).filter((name) => name.endsWith('.json'))
  } catch {
    // no run yet
  }
  return names
    .map((name) => readResults(join(FOLDER, name)))
    .filter(
      ({ machine, quick }) =>
        !like || (quick === like.quick && machineClass(machine) === machineClass(like.machine)),
    )
    .toSorted((a, b) => a.date.localeCompare(b.date))
    .at(-1)
}
