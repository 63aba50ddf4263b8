import { parseArgs } from 'node:util'

export interface SoakOptions {
  /** How long traffic goes on, ms. */
  readonly durationMs: number
  /** From which all choices follow. The timing, and so the course of a run, does not. */
  readonly seed: number
  /** Write the result to `server/bench/results`. */
  readonly save: boolean
  /** Keep the data directory of a run that failed. */
  readonly keep: boolean
  /** Let real browsers take part, where a Chromium is found. */
  readonly pages: boolean
}

/** Longest soak, minutes: a week. */
const MOST_MINUTES = 7 * 24 * 60

/** @throws Error in words when the command line is none */
export function parseOptions(argv: readonly string[]): SoakOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      minutes: { type: 'string', default: '10' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      save: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      'no-pages': { type: 'boolean', default: false },
    },
  })
  const minutes = Number(values.minutes)
  const seed = Number(values.seed)
  if (!(minutes > 0 && minutes <= MOST_MINUTES))
    throw new Error(`--minutes is a number up to ${MOST_MINUTES}`)
  if (!Number.isSafeInteger(seed) || seed < 0) throw new Error('--seed is an integer, 0 or more')
  return {
    durationMs: minutes * 60_000,
    seed,
    save: values.save,
    keep: values.keep,
    pages: !values['no-pages'],
  }
}
