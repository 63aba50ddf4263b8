import type { Check } from './check.ts'
import { met } from './check.ts'
import type { Metric } from './bench.ts'
import { DISTURBED, type Sample } from './rounds.ts'
import type { Results, ScenarioResult } from './results.ts'
import { type Spread, spread } from './stats.ts'

// Figures as text, for the terminal.

/** Three digits, as a person would say it. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return '–'
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3
  return value.toLocaleString('en', { maximumFractionDigits: digits })
}

/** `12.3 (11..14)`, or `12.3 (1 run)` */
export function withSpread({ median, lowest, highest, rounds }: Spread): string {
  if (rounds === 1) return `${short(median)} (1 run)`
  return `${short(median)} (${short(lowest)}..${short(highest)})`
}

export function goalText({ goal }: Check): string {
  return `${goal.is === '>=' ? '≥' : '≤'} ${short(goal.value)} ${goal.unit}`
}

/** The figures of a test. */
export interface FigureTable {
  /** The test and the units. */
  readonly head: readonly string[]
  /** A contestant, its figures, and whether they were disturbed. */
  readonly rows: readonly { readonly cells: readonly string[]; readonly disturbed: string }[]
}

/** All figures of a scenario: a table for each test, a row for each contestant. Warm-ups do not count. */
export function figureTables({
  samples,
  metrics,
}: Pick<ScenarioResult, 'samples' | 'metrics'>): FigureTable[] {
  const counted = samples.filter(({ round }) => round > 0)
  const tests = [...new Set(counted.map(({ test }) => test))]
  return tests.map((test) => {
    const here = counted.filter((sample) => sample.test === test)
    const used = metrics.filter(({ key }) => here.some(({ values }) => key in values))
    const names = [...new Set(here.map(({ name }) => name))].toSorted(byNumbers)
    const rows = names.map((name) =>
      row(
        name,
        here.filter((sample) => sample.name === name),
        used,
      ),
    )
    // Said once, not in every cell.
    const once = here.length === names.length ? ' (1 run)' : ''
    return { head: [`${test}${once}`, ...used.map(({ unit }) => unit)], rows }
  })
}

/** 9 before 10. */
const byNumbers = new Intl.Collator('en', { numeric: true }).compare

function row(
  name: string,
  samples: readonly Sample[],
  metrics: readonly Metric[],
): FigureTable['rows'][number] {
  const cells = metrics.map(({ key }) => {
    const figures = spread(samples.map(({ values }) => values[key] ?? NaN))
    if (figures.rounds === 0) return ''
    return samples.length === 1 ? short(figures.median) : withSpread(figures)
  })
  const disturbed = samples.filter(({ foreign }) => foreign > DISTURBED).length
  return {
    cells: [name, ...cells],
    disturbed: disturbed === 0 ? '' : `disturbed ${disturbed} of ${samples.length}`,
  }
}

/** The same as lines for the terminal. */
export function figureLines(result: Pick<ScenarioResult, 'samples' | 'metrics'>): string[] {
  return figureTables(result).flatMap(({ head, rows }) => [
    '',
    ...aligned([[...head, ''], ...rows.map(({ cells, disturbed }) => [...cells, disturbed])]),
  ])
}

/** What became of the goals. */
export function checkLines(checks: readonly Check[]): string[] {
  return aligned(
    checks.map((check) => [
      { true: 'met', false: 'MISSED', null: 'open' }[String(met(check)) as 'true' | 'false' | 'null'],
      check.row,
      check.what,
      goalText(check),
      check.got ? withSpread(check.got) : (check.missing ?? ''),
    ]),
  )
}

/** How the goals' figures changed since earlier results. */
export function comparisonLines(now: Results, before: Results): string[] {
  const rows = now.scenarios
    .flatMap(({ checks }) => checks)
    .flatMap((check) => {
      const earlier = sameCheck(before, check)?.got
      if (!check.got || !earlier) return []
      const change = (check.got.median / earlier.median - 1) * 100
      const text = `${change >= 0 ? '+' : ''}${short(change)} %`
      return [
        [
          check.row,
          check.what,
          withSpread(earlier),
          '→',
          withSpread(check.got),
          text,
          verdict(earlier, check.got),
        ],
      ]
    })
  return aligned(rows)
}

function sameCheck({ scenarios }: Results, { row, what }: Check): Check | undefined {
  return scenarios.flatMap(({ checks }) => checks).find((one) => one.row === row && one.what === what)
}

/** Ranges that overlap tell nothing. */
function verdict(before: Spread, now: Spread): string {
  return now.lowest > before.highest || now.highest < before.lowest ? 'changed' : ''
}

/** Cells under each other; the first two columns left, so that words line up. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = []
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)))
  return rows.map((row) => `  ${row.map((cell, i) => cell.padEnd(widths[i]!)).join('  ')}`.trimEnd())
}
