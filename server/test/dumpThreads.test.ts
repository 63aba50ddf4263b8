import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ListenerId, nanos, type SessionId } from '@tcpscope/shared/base'
import type { SessionFacts } from '@tcpscope/shared/capture'
import { dump, dumpLength } from '@tcpscope/shared/hex'
import type { DumpBatch } from '../src/capture/dumps.ts'
import { OpenFiles } from '../src/capture/openFiles.ts'
import { Recording } from '../src/capture/recording.ts'
import { until } from './kit/until.ts'
import { DumpThreads } from '../src/engine/dumpThreads.ts'

const FACTS: SessionFacts = {
  id: '019a0000-0000-7000-8000-000000000003' as SessionId,
  listenerId: '019a0000-0000-7000-8000-0000000000ff' as ListenerId,
  number: 1,
  startedAtMs: Date.UTC(2026, 0, 2, 3, 4, 5),
  utcOffsetMin: 0,
  client: { host: '127.0.0.1', port: 50_000 },
  target: { host: '127.0.0.1', port: 110 },
  local: { host: '127.0.0.1', port: 50_001 },
  remote: { host: '127.0.0.1', port: 110 },
  dialError: null,
  hexLog: 'live',
}
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
    // Deleted meanwhile: no harm done, and said.
    rmSync(root, { recursive: true })
    const lost = await new Promise((resolve) => threads.write(batch(0), resolve))
    expect(lost).toBe(false)
  })
})
