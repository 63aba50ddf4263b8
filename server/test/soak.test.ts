import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { run } from './kit/index.ts'

const SOAK = fileURLToPath(new URL('../bench/soak/run.ts', import.meta.url))

it('[SOAK1] some seconds of everything at once: no wrong byte, no leaked descriptor, catalog equal to files', async () => {
  const args = ['--import', 'tsx', '--conditions=source', SOAK]
  const options = ['--minutes', '0.13', '--seed', '20120903', '--no-pages']
  const { code, stdout, stderr } = await run(process.execPath, [...args, ...options], { withinMs: 240_000 })
  expect(stderr).toBe('')
  expect(String(stdout)).toMatch(/\nno faults, seed 20120903\n$/)
  // It did something: every kind of talk, and all of them were checked.
  const [, checked] = /sessions +(\d+) checked/.exec(String(stdout)) ?? []
  expect(Number(checked)).toBeGreaterThan(50)
  expect(code).toBe(0)
}, 300_000)
