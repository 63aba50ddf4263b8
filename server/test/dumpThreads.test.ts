import { mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nanos } from '@tcpscope/shared/base'
import { dump, dumpLength } from '@tcpscope/shared/hex'
import type { DumpBatch } from '../src/capture/dumps.ts'
import { OpenFiles } from '../src/capture/openFiles.ts'
import { Recording } from '../src/capture/recording.ts'
import { testFacts } from '../src/capture/testkit/facts.ts'
import { DumpThreads } from '../src/engine/dumpThreads.ts'
import { until } from './kit/until.ts'

const FACTS = testFacts()
const FRAME = 100_000
const FRAMES = 12

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tcpscope-dumps-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

describe('threads that write dumps', () => {
  it('[DUMPT1] start when they are needed and welcome, share batches out, and write what was asked for', async () => {
    const recording = new Recording(new OpenFiles(8), root, FACTS)
    const frames = Array.from({ length: FRAMES }, (_, i) =>
      new Uint8Array(FRAME).map((__, at) => (at * 7 + i * 31) & 0xff),
    )
    for (const [i, bytes] of frames.entries()) recording.data('upstream', bytes, nanos(i + 1), nanos(i + 1))
    recording.commit(() => nanos(FRAMES + 1))

    let welcome = false
    const threads = new DumpThreads(2, { root }, () => welcome)
    expect(threads.free).toBe(false)
    welcome = true
    await until('a thread to start', () => threads.free)

    const head = new TextEncoder().encode('Received\n')
    const length = head.length + dumpLength(FRAME)
    const batch = (frame: number): DumpBatch => ({
      session: FACTS,
      jobs: [{ position: frame * length, head, direction: 'upstream', offset: frame * FRAME, length: FRAME }],
    })
    const written: boolean[] = []
    let taken = 0
    // One after the other has two in its hands; when both have, nobody is free.
    await until('all frames to be taken', () => {
      while (taken < FRAMES && threads.free) threads.write(batch(taken++), (is) => written.push(is))
      return taken === FRAMES
    })
    await until('all frames to be written', () => written.length === FRAMES)
    expect(written).not.toContain(false)
    const text = readFileSync(recording.paths.hex, 'latin1')
    expect(text === frames.map((bytes) => `Received\n${dump(bytes)}`).join('')).toBe(true)

    welcome = false
    expect(threads.free).toBe(false)
    const isWritten = (frame: number) =>
      new Promise<boolean>((resolve) => threads.write(batch(frame), resolve))
    // Cut short, as by a power failure, or deleted meanwhile: it is said, and the thread goes on.
    truncateSync(recording.paths.upstream, 2 * FRAME - 1)
    expect(await isWritten(1)).toBe(false)
    expect(await isWritten(0)).toBe(true)
    rmSync(root, { recursive: true })
    expect(await isWritten(0)).toBe(false)
  })
})
