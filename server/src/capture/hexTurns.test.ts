import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { nanos, type SessionId } from '@tcpscope/shared/base'
import { HexLogger } from './hexLogger.ts'
import { streamHexLog } from './hexStream.ts'
import { OpenFiles } from './openFiles.ts'
import { Recording } from './recording.ts'
import { testFacts } from './testkit/facts.ts'
import { Workshop } from './testkit/workshop.ts'

let root: string
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'tcpscope-turns-'))))
afterEach(() => rmSync(root, { recursive: true, force: true }))

const size = ({ paths }: Recording): number => (existsSync(paths.hex) ? statSync(paths.hex).size : 0)

it('[HEXF8] while helpers write to the file of one session, we write to that of another, and no text is lost', async () => {
  const workshop = new Workshop(root, 1)
  const files = new OpenFiles(16)
  const logger = new HexLogger(files, root, () => 1e9, { now: 0, isUnchanged: () => true }, workshop)
  const ids = ['01J0000000000000000000000A', '01J0000000000000000000000B'] as SessionId[]
  const [first, second] = ids.map((id, number) => {
    const facts = testFacts({ id, number })
    const recording = new Recording(files, root, facts)
    logger.follow({ facts, headerSize: recording.headerSize, startNs: 0 })
    let time = 0
    for (let frame = 0; frame < 30; frame++) {
      const bytes = new Uint8Array(60_000 + frame).fill(65 + number * 10 + (frame % 10))
      // Every third is taken late: its line is somewhere behind its dump.
      recording.data('downstream', bytes, nanos(++time), nanos(frame % 3 === 0 ? 0 : ++time))
      if (frame % 3 === 0) recording.taken('downstream', nanos(++time))
    }
    recording.close(4, nanos(++time))
    recording.commit(() => nanos(++time))
    logger.notify(id)
    return recording
  }) as [Recording, Recording]

  // Nobody helps for now. What was handed out is of one of them; all of the other is written.
  const given = (): string => workshop.waiting[0]!.batch.session.id
  logger.step()
  const [helped, other] = given() === first.facts.id ? [first, second] : [second, first]
  for (let step = 0; step < 40 && size(other) === 0; step++) logger.step()
  expect(size(other)).toBeGreaterThan(0)
  expect(given()).toBe(helped.facts.id)
  expect(size(helped)).toBe(0)

  for (let step = 0; logger.busy || logger.waits; step++) {
    if (workshop.waiting.length > 0 && step % 3 === 0) workshop.work(0)
    else logger.step()
  }
  for (const { facts, paths } of [first, second]) {
    const blocks: Uint8Array[] = []
    for await (const block of streamHexLog(facts, paths)) blocks.push(block)
    expect(Buffer.concat(blocks).equals(readFileSync(paths.hex))).toBe(true)
    expect(Buffer.concat(blocks).length).toBeGreaterThan(30 * 60_000 * 4)
  }
})
