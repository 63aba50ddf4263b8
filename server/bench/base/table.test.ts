import { describe, expect, it } from 'vitest'
import { figure, unmeasured } from './check.ts'
import type { Results } from './results.ts'
import { toCompareWith, toPublish } from './results.ts'
import { figureSection, goalTable, replaceMarked, summaryTable } from './table.ts'

const machine = { cores: 2, memoryGiB: 24, node: '20.20.2', platform: 'linux x64' }
const results = (change: Partial<Results> = {}): Results => ({
  format: 1,
  date: '2026-11-21T10:00:00.000Z',
  commit: 'abc1234',
  machine,
  quick: false,
  only: [],
  rounds: 3,
  seed: 1,
  scenarios: [],
  ...change,
})
const atLeast = { is: '>=', value: 0.9, unit: '×' } as const
const atMost = { is: '<=', value: 0, unit: 'failed' } as const
const measured = results({
  scenarios: [
    {
      ids: ['P1', 'P6'],
      title: 'both',
      notes: [],
      seconds: 1,
      samples: [],
      metrics: [],
      checks: [
        figure('P1', 'easy', atLeast, [2, 3]),
        figure('P1', 'hard', atLeast, [0.8, 0.85]),
        unmeasured('P1', 'unknown', atLeast, 'no nginx'),
        figure('P6', 'none failed', atMost, [0]),
      ],
    },
  ],
})

const sample = (name: string, round: number, rate: number) =>
  ({ name, test: 'cells', round, values: { rate }, foreign: 0 }) as const

describe('results as Markdown', () => {
  it('[BENCH12] every goal has its row, with its spread and what became of it', () => {
    const lines = goalTable(measured).split('\n')
    expect(lines).toHaveLength(2 + 4)
    expect(lines[3]).toBe('| P1 | hard | ≥ 0.9 × | 0.825 (0.8..0.85) | **missed** |')
    expect(lines[4]).toBe('| P1 | unknown | ≥ 0.9 × | no nginx | open |')
  })

  it('[BENCH13] the summary shows the hardest goal of a row, and how many of all are met', () => {
    const lines = summaryTable(measured).split('\n')
    expect(lines.slice(2)).toEqual([
      '| P1 | hard | ≥ 0.9 × | 0.825 (0.8..0.85) | 1 of 3 |',
      '| P6 | none failed | ≤ 0 failed | 0 (1 run) | 1 of 1 |',
    ])
  })

  it('[BENCH22] figures of one run say so once; rows are in the order of their numbers', () => {
    const scenario = {
      ids: ['scale'],
      title: 'growth',
      notes: ['slope 0.1'],
      seconds: 1,
      metrics: [{ key: 'rate', unit: 'MB/s' }],
      checks: [],
    } as const
    const once = { ...scenario, samples: [sample('10 × 1 KB', 1, 7), sample('9 × 1 KB', 1, 5)] }
    const table = ['| cells (1 run) | MB/s |', '| --- | --- |', '| 9 × 1 KB | 5 |', '| 10 × 1 KB | 7 |']
    expect(figureSection(once)).toBe(['### growth', '', ...table, '', '- slope 0.1'].join('\n'))
    const again = [0, 1, 2].map((round) => sample('a', round, 5 + round))
    const twice = figureSection({ ...scenario, samples: again })
    expect(twice).toContain('| cells | MB/s |\n| --- | --- |\n| a | 6.5 (6..7) |')
  })

  it('[BENCH14] text goes between its own markers, again and again', () => {
    const page =
      'a\n<!-- bench:x -->\nold\n<!-- bench:end -->\nb\n<!-- bench:y -->\nkeep\n<!-- bench:end -->\n'
    const once = replaceMarked(page, 'x', 'new')
    expect(once).toBe(
      'a\n<!-- bench:x -->\n\nnew\n\n<!-- bench:end -->\nb\n<!-- bench:y -->\nkeep\n<!-- bench:end -->\n',
    )
    expect(replaceMarked(once, 'x', 'new')).toBe(once)
    expect(() => replaceMarked(page, 'z', 'new')).toThrow('bench:z')
  })
})

describe('which results are looked at', () => {
  it('[BENCH15] a run is compared with its like: class of machine, kind, and all of it or a part', () => {
    const whole = results()
    const quick = results({ quick: true })
    const part = results({ only: ['p1'] })
    const other = results({ machine: { ...machine, cores: 64 } })
    const all = [other, quick, part, whole]
    expect(toCompareWith(all, { machine, quick: false, only: [] })).toBe(whole)
    expect(toCompareWith(all, { machine, quick: true, only: ['p1'] })).toBe(quick)
    expect(toCompareWith(all, { machine, quick: false, only: ['p1'] })).toBe(part)
    expect(toCompareWith([other], { machine, quick: false, only: [] })).toBeUndefined()
  })

  it('[BENCH16] a whole, thorough run is what the documentation shows', () => {
    const [part, quick, whole] = [results({ only: ['p1'] }), results({ quick: true }), results()]
    expect(toPublish([part, quick, whole])).toBe(whole)
    expect(toPublish([part, quick])).toBe(quick)
    expect(toPublish([part])).toBeUndefined()
  })
})
