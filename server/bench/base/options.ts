import { parseArgs } from 'node:util'

/** A proxy of somebody else's to be measured beside ours. */
export interface Also {
  readonly name: string
  /** Words apart by spaces; `{listen}` and `{target}` stand for ports. */
  readonly command: string
}

export interface Options {
  readonly quick: boolean
  /** Rounds that count; the warm-up comes on top. */
  readonly rounds: number
  /** Scenarios wanted, by id in lower case; empty: all. */
  readonly only: readonly string[]
  readonly also: readonly Also[]
  /** A results file to compare with, instead of the newest one. */
  readonly compare: string | null
  readonly seed: number
  /** Size of the session that is searched and downloaded, bytes; null: by what is free. */
  readonly big: number | null
  /** Bytes sent through one connection to a slow reader and to a slow disk. */
  readonly stream: number
  readonly action: 'run' | 'list' | 'table' | 'help'
}

export const HELP = `npm run bench -- [options]

  --quick            fewer rounds and smaller loads: under three minutes
  --rounds N         rounds that count (5; quick: 1)
  --only P1,P3       these scenarios alone
  --list             what scenarios there are
  --also NAME=CMD    measure this proxy, too; {listen} and {target} in CMD stand for ports (may be repeated)
  --compare FILE     compare with these results instead of the newest earlier ones
  --big SIZE         the session that is searched and downloaded, such as 10G (default: by what is free, at most 10G)
  --stream SIZE      what is sent to a slow reader and a slow disk (20G; quick: 1G)
  --seed N           the order of a former run
  --table            no run: write the newest results into README.md and docs/performance.md
`

/** What cannot be understood, as a sentence for people. */
export class OptionError extends Error {}

/** @param argv without the program's name @throws OptionError */
export function parseOptions(argv: readonly string[]): Options {
  const { values } = parsed(argv)
  const quick = values.quick ?? false
  return {
    quick,
    rounds: values.rounds === undefined ? (quick ? 1 : 5) : count('--rounds', values.rounds, 1),
    only: (values.only ?? '')
      .split(',')
      .map((id) => id.trim().toLowerCase())
      .filter((id) => id !== ''),
    also: (values.also ?? []).map(also),
    compare: values.compare ?? null,
    seed: values.seed === undefined ? Date.now() % 1_000_000 : count('--seed', values.seed, 0),
    big: values.big === undefined ? null : size('--big', values.big),
    stream: values.stream === undefined ? (quick ? 1e9 : 20e9) : size('--stream', values.stream),
    action: values.help ? 'help' : values.list ? 'list' : values.table ? 'table' : 'run',
  }
}

function parsed(argv: readonly string[]) {
  const flag = { type: 'boolean' } as const
  const text = { type: 'string' } as const
  const options = {
    quick: flag,
    rounds: text,
    only: text,
    list: flag,
    also: { ...text, multiple: true },
    compare: text,
    big: text,
    stream: text,
    seed: text,
    table: flag,
    help: { ...flag, short: 'h' },
  } as const
  try {
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: false })
  } catch (error) {
    throw new OptionError((error as Error).message, { cause: error })
  }
}

function count(name: string, text: string, least: number): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < least) throw new OptionError(`${name}: give a number from ${least} up.`)
  return value
}

function also(text: string): Also {
  const [, name, command] = /^([\w.-]+)=(.+)$/s.exec(text) ?? []
  if (name === undefined || command === undefined) throw new OptionError('--also: give NAME=COMMAND.')
  for (const place of ['{listen}', '{target}']) {
    if (!command.includes(place)) throw new OptionError(`--also ${name}: the command has no ${place}.`)
  }
  return { name, command }
}

const UNITS = { '': 1, K: 1e3, M: 1e6, G: 1e9 }

function size(name: string, text: string): number {
  const [, digits, unit = ''] = /^(\d+)([KMG]?)$/i.exec(text) ?? []
  if (digits === undefined || Number(digits) === 0) {
    throw new OptionError(`${name}: give a size such as 512M or 10G.`)
  }
  return Number(digits) * UNITS[unit.toUpperCase() as keyof typeof UNITS]
}
