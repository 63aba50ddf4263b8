import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { allResults, newestParts, type Results } from './results.ts'

/** A run of these scenarios. */
function run(date: string, commit: string, ids: readonly string[], more: Partial<Results> = {}): Results {
  const empty = { notes: [], seconds: 1, samples: [], metrics: [], checks: [] }
  return {
    format: 1,
    date,
    commit,
    machine: { cores: 2, memoryGiB: 8, node: '20.1.0', platform: 'linux x64' },
    quick: false,
    only: ids,
    rounds: 5,
    seed: 1,
    scenarios: ids.map((id) => Object.assign({ ids: [id], title: `${id} on ${date}` }, empty)),
    ...more,
  }
}

describe('results that are kept', () => {
  it('[BENCH18] what the soak leaves beside them is none; the newest is first', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tcpscope-results-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const write = (name: string, content: object): void =>
      writeFileSync(join(folder, name), JSON.stringify(content))
    write('2026-01-02-a.json', { date: '2026-01-02' })
    write('2026-01-03-a.json', { date: '2026-01-03' })
    write('soak-2026-01-04.json', { minutes: 10, faults: [] })
    expect(allResults(folder).map(({ date }) => date)).toEqual(['2026-01-03', '2026-01-02'])
    expect(allResults(join(folder, 'none'))).toEqual([])
  })

  it('[BENCH26] of scenarios that were run one at a time the newest thorough run of each is shown', () => {
    const shown = newestParts([
      run('2026-01-06', 'f', ['W1'], { quick: true }),
      run('2026-01-05', 'e', ['W2']),
      run('2026-01-04', 'd', ['W1'], { rounds: 3 }),
      run('2026-01-03', 'c', ['W3'], {
        machine: { cores: 64, memoryGiB: 8, node: '20.1.0', platform: 'linux x64' },
      }),
      run('2026-01-02', 'b', ['W1', 'W2']),
    ])
    expect(shown?.scenarios.map(({ title }) => title)).toEqual(['W1 on 2026-01-04', 'W2 on 2026-01-05'])
    expect(shown).toMatchObject({ commit: 'd, e', rounds: 3, only: [] })
    expect(newestParts([run('2026-01-06', 'f', ['W1'], { quick: true })])).toBeUndefined()
  })
})
