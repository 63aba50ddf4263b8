import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { type Direction, nanos } from '@tcpscope/shared/base'
import type { DumpHelpers } from './dumps.ts'
import { HexLogger } from './hexLogger.ts'
import { IndexReader } from './indexReader.ts'
import { isHexLogFinished, streamHexLog } from './hexStream.ts'
import { OpenFiles } from './openFiles.ts'
import { Recording } from './recording.ts'
import { testFacts } from './testkit/facts.ts'
import { Workshop } from './testkit/workshop.ts'

const FACTS = testFacts({
  number: 7,
  utcOffsetMin: 60,
  target: { host: 'mail.example.test', port: 110 },
  remote: { host: '::1', port: 110 },
})

let root: string
/** The engine's clock, ns. */
let clock: number
beforeEach(() => {
  clock = 1e9
  root = mkdtempSync(join(tmpdir(), 'tcpscope-hex-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

/** The definition, written down the slow way: one row of hex.Dump. */
function row(offset: number, bytes: Uint8Array): string {
  const cells = Array.from({ length: 16 }, (_, i) =>
    i < bytes.length ? bytes[i]!.toString(16).padStart(2, '0') : '  ',
  )
  const text = [...bytes].map((b) => (b >= 32 && b < 127 ? String.fromCharCode(b) : '.')).join('')
  const hex = `${cells.slice(0, 8).join(' ')}  ${cells.slice(8).join(' ')}`
  return `${offset.toString(16).padStart(8, '0')}  ${hex}  |${text}|\n`
}

function dump(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 16) text += row(at, bytes.subarray(at, at + 16))
  return text
}

async function streamed(recording: Recording): Promise<string> {
  const blocks: Uint8Array[] = []
  for await (const block of streamHexLog(FACTS, recording.paths)) blocks.push(block)
  return Buffer.concat(blocks).toString('latin1')
}

interface Played {
  recording: Recording
  logger: HexLogger
  /** What the definition says. */
  text: string
}

type Chunk = { direction: Direction; length: number; atOnce: boolean; commit: boolean; steps: number }

/** Records chunks, lets the hex logger follow now and then, and writes down what must come out. */
function play(chunks: Chunk[], finish: boolean, helpers: DumpHelpers = new Workshop(root, 0)): Played {
  const files = new OpenFiles(16)
  const recording = new Recording(files, root, FACTS)
  // Nobody records while the logger works here: whatever it reads belongs together.
  const logger = new HexLogger(files, root, () => clock, { now: 0, isUnchanged: () => true }, helpers)
  logger.follow({ facts: FACTS, headerSize: recording.headerSize, startNs: 0 })
  let time = 1_000_000
  let text = ''
  const count = { upstream: 0, downstream: 0 }
  const offset = { upstream: 0, downstream: 0 }
  const unsent: Record<Direction, number[]> = { upstream: [], downstream: [] }
  const from = { upstream: '127.0.0.1-50000', downstream: '[--1]-110' }
  const to = { upstream: '[--1]-110', downstream: '127.0.0.1-50000' }
  const send = (direction: Direction): void => {
    text += `Sent (#${unsent[direction].shift()}) to ${to[direction]}\n`
  }
  recording.mark('downstream', 'connected', nanos(time))
  text += 'Connected to mail.example.test:110 at 2026.01.02-04.04.05\n'
  for (const [i, { direction, length, atOnce, commit, steps }] of chunks.entries()) {
    const bytes = new Uint8Array(length).map((_, at) => (at * 13 + i * 5) & 0xff)
    const direct = atOnce && unsent[direction].length === 0
    recording.data(direction, bytes, nanos(++time), nanos(direct ? ++time : 0))
    const at = offset[direction].toString(16).toUpperCase().padStart(8, '0')
    text += `Received (#${count[direction]}, ${at}) ${length} bytes from ${from[direction]}\n${dump(bytes)}`
    unsent[direction].push(count[direction]++)
    offset[direction] += length
    if (direct) send(direction)
    if (commit) {
      recording.commit(() => nanos(++time))
      logger.notify(FACTS.id)
      for (let step = 0; step < steps; step++) logger.step()
      const late = i % 2 === 0 ? 'upstream' : 'downstream'
      while (unsent[late].length > 0) {
        recording.taken(late, nanos(++time))
        send(late)
      }
    }
  }
  if (finish) {
    recording.mark('upstream', 'ended', nanos(++time))
    recording.mark('downstream', 'reset', nanos(++time))
    recording.close(4, nanos(1_000_000 + 5_253_979_000))
    text += `Disconnected from ${from.upstream}\nDisconnected from ${from.downstream}\n`
    text += 'Finished at 2026.01.02-04.04.10, duration 5.253979s\n'
  }
  recording.commit(() => nanos(++time))
  logger.notify(FACTS.id)
  return { recording, logger, text }
}

const chunks = fc.array(
  fc.record({
    direction: fc.constantFrom<Direction>('upstream', 'downstream'),
    length: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 70_000 })),
    atOnce: fc.boolean(),
    commit: fc.boolean(),
    steps: fc.integer({ min: 0, max: 3 }),
  }),
  { maxLength: 25 },
)

describe('the hex log', () => {
  it('[HEXF1] followed live in any rhythm, it is the definition, byte for byte', () => {
    fc.assert(
      fc.property(chunks, (list) => {
        rmSync(root, { recursive: true, force: true })
        const { recording, logger, text } = play(list, true)
        let finished = false
        while (logger.busy) finished = logger.step()!.finished
        expect(finished).toBe(true)
        expect(readFileSync(recording.paths.hex, 'latin1') === text).toBe(true)
      }),
      { numRuns: 40, seed: 7 },
    )
  })

  it('[HEXF2] a download that renders on the fly gives the same bytes as the file', async () => {
    await fc.assert(
      fc.asyncProperty(chunks, async (list) => {
        rmSync(root, { recursive: true, force: true })
        const { recording, text } = play(list, true)
        expect((await streamed(recording)) === text).toBe(true)
      }),
      { numRuns: 20, seed: 8 },
    )
  })

  it('[HEXF3] a download of a live session is the beginning of what the log will be', async () => {
    await fc.assert(
      fc.asyncProperty(chunks, async (list) => {
        rmSync(root, { recursive: true, force: true })
        const { recording, text } = play(list, false)
        const got = await streamed(recording)
        expect(text.startsWith(got)).toBe(true)
        // At most Sent lines that may yet change places are left out.
        expect(text.slice(got.length).replaceAll(/Sent \(#\d+\) to \S+\n/g, '')).toBe('')
      }),
      { numRuns: 20, seed: 9 },
    )
  })

  it('[HEXF4] text stamps follow the file: rendered bytes and textNs say what is in it', () => {
    const { recording, logger } = play(
      [{ direction: 'upstream', length: 100, atOnce: true, commit: true, steps: 0 }],
      false,
    )
    let rendered = 0
    while (logger.busy) rendered = logger.step()!.rendered
    expect(rendered).toBe(100)
    expect(recording.records).toBe(2)
  })

  it('[HEXF6] dumps of large frames may be written by others, in any order: the same bytes, and finished only then', () => {
    let batches = 0
    const order = fc.array(fc.nat(20), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(chunks, order, fc.integer({ min: 1, max: 3 }), (list, turns, most) => {
        rmSync(root, { recursive: true, force: true })
        const workshop = new Workshop(root, most)
        const { recording, logger, text } = play(list, true, workshop)
        let finished = false
        for (let turn = 0; logger.busy || logger.waits; turn++) {
          const next = turns[turn % turns.length]!
          const helps = workshop.waiting.length > 0 && (next % 3 === 0 || !logger.busy)
          if (helps) workshop.work(next)
          else finished = logger.step()!.finished
          if (workshop.waiting.length > 0) expect(finished).toBe(false)
        }
        expect(finished).toBe(true)
        expect(readFileSync(recording.paths.hex, 'latin1') === text).toBe(true)
        batches += workshop.batches
      }),
      { numRuns: 60, seed: 11 },
    )
    expect(batches).toBeGreaterThan(30)
  })

  it('[HEXF7] what a helper could not write is begun again, from the first line, when all of them are done', () => {
    const workshop = new Workshop(root, 3)
    const big = { direction: 'downstream', length: 60_000, atOnce: true, commit: true, steps: 0 } as const
    const { recording, logger, text } = play(
      Array.from({ length: 40 }, () => big),
      true,
      workshop,
    )
    const write = (): void => {
      while (logger.busy) logger.step()
    }
    write()
    const batches = workshop.waiting.length
    expect(batches).toBeGreaterThan(1)
    workshop.work(0, true)
    write()
    clock += 1e12
    logger.retry()
    // The others may still write what they were given.
    expect(logger.busy).toBe(false)
    while (workshop.waiting.length > 0) workshop.work(0)
    write()
    logger.retry()
    expect(logger.busy).toBe(true)
    while (logger.busy || logger.waits) {
      write()
      if (workshop.waiting.length > 0) workshop.work(0)
    }
    expect(workshop.batches).toBeGreaterThan(batches)
    expect(readFileSync(recording.paths.hex, 'latin1') === text).toBe(true)
  })

  it('[HEXF5] a log that ends with the FIN of one side is not finished: the session may go on', async () => {
    const { recording, logger } = play([], false)
    const isFinished = async (): Promise<boolean> => {
      const index = (await IndexReader.open(recording.paths.index))!
      const answer = await isHexLogFinished(index)
      await index.close()
      return answer
    }
    const log = (at: number): void => {
      recording.commit(() => nanos(at))
      logger.notify(FACTS.id)
      while (logger.busy) logger.step()
    }
    recording.mark('upstream', 'ended', nanos(2_000_000))
    log(2_000_001)
    // So far everything is in the file, and stamped.
    expect(readFileSync(recording.paths.hex, 'latin1')).toContain('Disconnected from 127.0.0.1-50000\n')
    expect(await isFinished()).toBe(false)

    recording.mark('downstream', 'ended', nanos(3_000_000))
    log(3_000_001)
    expect(await isFinished()).toBe(false)
    recording.close(4, nanos(3_000_002))
    log(3_000_003)
    expect(readFileSync(recording.paths.hex, 'latin1')).toContain('Finished at')
    expect(await isFinished()).toBe(true)
  })
})
