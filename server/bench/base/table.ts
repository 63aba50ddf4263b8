import { type Check, met } from './check.ts'
import { machineClass } from './machine.ts'
import { figureTables, goalText, withSpread } from './report.ts'
import type { Results, ScenarioResult } from './results.ts'

// Results as Markdown, and where they stand in the documentation.

const BEGIN = (name: string): string => `<!-- bench:${name} -->`
const END = '<!-- bench:end -->'

/** Puts text between the markers of that name. @throws Error when they are not there */
export function replaceMarked(document: string, name: string, text: string): string {
  const begin = document.indexOf(BEGIN(name))
  const end = document.indexOf(END, begin)
  if (begin === -1 || end === -1) throw new Error(`no markers ${BEGIN(name)} … ${END}`)
  return `${document.slice(0, begin)}${BEGIN(name)}\n\n${text}\n\n${document.slice(end)}`
}

/** When, what and where, in a sentence. */
export function provenance({ date, commit, machine, rounds, quick }: Results): string {
  const kind = quick ? 'a quick run' : 'a full run'
  return (
    `Measured ${date.slice(0, 10)} on commit ${commit}, ${kind} of ${rounds} ${rounds === 1 ? 'round' : 'rounds'}; machine class ` +
    `\`${machineClass(machine)}\`. Each figure: median (lowest..highest), or that of one run.`
  )
}

/** The goals, a row each. */
export function goalTable(results: Results): string {
  const checks = results.scenarios.flatMap((scenario) => scenario.checks)
  const rows = checks.map((check) => [check.row, check.what, goalText(check), measured(check), word(check)])
  return markdown(['', 'what', 'goal', 'measured', ''], rows)
}

/**
 * The goals, a row for each of P1 … P11: the figure that is furthest from its goal, or nearest to missing it.
 * That one stands for the others: when it is met, they all are.
 */
export function summaryTable(results: Results): string {
  const checks = results.scenarios.flatMap((scenario) => scenario.checks)
  const rows = [...new Set(checks.map(({ row }) => row))].map((row) => {
    const own = checks.filter((check) => check.row === row)
    const all = own.filter((check) => met(check) !== null)
    const worst = all.toSorted((a, b) => margin(a) - margin(b))[0] ?? own[0]!
    const count = `${all.filter((check) => met(check) === true).length} of ${own.length}`
    return [row, worst.what, goalText(worst), measured(worst), count]
  })
  return markdown(['', 'hardest of its goals', 'goal', 'measured', 'met'], rows)
}

/** All figures of a scenario, a table for each test, and what was noted below them. */
export function figureSection(result: ScenarioResult): string {
  const tables = figureTables(result).map(({ head, rows }) =>
    markdown(
      head,
      rows.map(({ cells }) => cells),
    ),
  )
  const list = result.notes.map((note) => `- ${note}`).join('\n')
  return [`### ${result.title}`, ...tables, ...(list === '' ? [] : [list])].join('\n\n')
}

function measured({ got, missing }: Check): string {
  return got ? withSpread(got) : (missing ?? '')
}

function word(check: Check): string {
  const is = met(check)
  return is === null ? 'open' : is ? 'met' : '**missed**'
}

/** By which factor a goal is met: below 1 it is missed. */
function margin({ goal, got }: Check): number {
  const value = got?.median ?? NaN
  if (goal.is === '>=') return value / goal.value
  return value === 0 ? Infinity : goal.value / value
}

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

function line(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}
