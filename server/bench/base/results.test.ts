import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { allResults } from './results.ts'

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
})
