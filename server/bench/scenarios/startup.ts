import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { figure, ratio } from '../base/check.ts'
import type { Bench, Findings, Scenario } from '../base/bench.ts'
import { noteFailure } from '../base/contestants.ts'
import { memory } from '../base/procfs.ts'
import { interleave } from '../base/rounds.ts'
import { Scope } from '../../test/kit/scope.ts'
import { settled } from '../../test/kit/until.ts'
import { fillDataDir } from '../manySessions.ts'

// P11: from the start of the process until it listens, with a hundred thousand sessions behind it and with none. Their
// folders are there, too, each with two binary logs and a frame index of a question and an answer. Both data directories
// were made before.

export const startup: Scenario = { ids: ['P11'], title: 'start with many sessions', run }

const DAYS = 30
const EMPTY = 'empty'

async function run(bench: Bench): Promise<Findings> {
  const { house, options, target } = bench
  const count = options.quick ? 10_000 : 100_000
  const full = `${count} sessions`
  const fullDir = join(await house.folder(), 'data')
  const began = performance.now()
  await fillDataDir(fullDir, { sessions: count, days: DAYS })
  bench.note(`made ${full} with their folders in ${((performance.now() - began) / 1000).toFixed(0)} s`)
  // The first start of all makes the catalog and its schema: that is not what is compared.
  const emptyDir = join(await house.folder(), 'data')
  await startOnce(emptyDir, target.port, house.wrapper)
  const test = { title: 'start' }
  try {
    const samples = await interleave({
      rounds: options.rounds,
      contestants: [
        { name: EMPTY, dataDir: emptyDir },
        { name: full, dataDir: fullDir },
      ],
      tests: [test],
      random: bench.random,
      measure: async ({ dataDir }) => startOnce(dataDir, target.port, house.wrapper),
      onFailure: noteFailure(bench),
    })
    const idle = samples
      .filter(({ name, round }) => name === full && round > 0)
      .map(({ values }) => values['RSS MB']!)
    return {
      samples,
      metrics: [
        { key: 'ms', unit: 'ms until it listens' },
        { key: 'RSS MB', unit: 'RSS MB idle' },
      ],
      checks: [
        ratio(samples, {
          row: 'P11',
          what: `start with ${full}, against an empty start`,
          test: test.title,
          metric: 'ms',
          of: full,
          to: EMPTY,
          is: '<=',
          value: 1.5,
        }),
        figure('P11', `RSS idle with ${full}`, { is: '<=', value: 130, unit: 'MB' }, idle),
      ],
    }
  } finally {
    await rm(fullDir, { recursive: true, force: true })
  }
}

async function startOnce(
  dataDir: string,
  target: number,
  wrapper: readonly string[],
): Promise<Record<string, number>> {
  const began = performance.now()
  const args = ['--listen', '0', '--target', `127.0.0.1:${target}`]
  const scope = await Scope.start({ dataDir, args, wrapper })
  try {
    const ms = performance.now() - began
    // What it does after it listens may still take memory.
    const rss = await settled('its memory', () => Math.round(memory(scope.pid).rss / MB))
    return { ms, 'RSS MB': rss }
  } finally {
    await scope.stop().catch(() => scope.dispose())
  }
}

const MB = 1_000_000
