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

/** `12.3 (11..14)` */
export function withSpread({ median, lowest, highest }: Spread): string {
  return `${short(median)} (${short(lowest)}..${short(highest)})`
}

export function goalText({ goal }: Check): string {
  return `${goal.is === '>=' ? '≥' : '≤'} ${short(goal.value)} ${goal.unit}`
}

/** All figures of a scenario: for each test a table, a line for each contestant. */
export function figureLines({ samples, metrics }: Pick<ScenarioResult, 'samples' | 'metrics'>): string[] {
  const counted = samples.filter(({ round }) => round > 0)
  const tests = [...new Set(counted.map(({ test }) => test))]
  return tests.flatMap((test) => {
    const here = counted.filter((sample) => sample.test === test)
    const used = metrics.filter(({ key }) => here.some(({ values }) => key in values))
    const names = [...new Set(here.map(({ name }) => name))].toSorted()
    const rows = names.map((name) =>
      line(
        name,
        here.filter((sample) => sample.name === name),
        used,
      ),
    )
    return ['', ...aligned([[test, ...used.map(({ unit }) => unit), ''], ...rows])]
  })
}

function line(name: string, samples: readonly Sample[], metrics: readonly Metric[]): string[] {
  const cells = metrics.map(({ key }) => {
    const figures = spread(samples.map(({ values }) => values[key] ?? NaN))
    return figures.rounds === 0 ? '' : withSpread(figures)
  })
  const disturbed = samples.filter(({ foreign }) => foreign > DISTURBED).length
  return [name, ...cells, disturbed === 0 ? '' : `disturbed ${disturbed} of ${samples.length}`]
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
