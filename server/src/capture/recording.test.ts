import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { type Direction, nanos } from '@tcpscope/shared/base'
import { decodeRecords, type IndexRecord, type SessionFacts } from '@tcpscope/shared/capture'
import { type LogFile, OpenFiles, type Written } from './openFiles.ts'
import { Recording } from './recording.ts'
import { recoverSessions } from './recovery.ts'
import { SessionStore } from './sessionStore.ts'
import { testFacts } from './testkit/facts.ts'

const FACTS = testFacts()

/** A disk that takes so many bytes and then refuses, until it is given more. */
class SmallDisk extends OpenFiles {
  free = Infinity

  override write(file: LogFile, pieces: readonly Uint8Array[], position: number): Written {
    const bytes = Buffer.concat(pieces)
    const fits = bytes.subarray(0, Math.min(bytes.length, this.free))
    this.free -= fits.length
    const written = super.write(file, [fits], position)
    if (fits.length === bytes.length) return written
    return { bytes: written.bytes, error: Object.assign(new Error('no space left'), { code: 'ENOSPC' }) }
  }
}

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tcpscope-recording-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const bytesOf = (length: number, seed: number): Uint8Array =>
  new Uint8Array(length).map((_, i) => (i * 7 + seed * 31) & 0xff)

function recordsOf(recording: Recording): IndexRecord[] {
  return decodeRecords(readFileSync(recording.paths.index).subarray(recording.headerSize))
}

describe('a recording', () => {
  it('[REC1] bytes, records and times of any batches come back from the files', () => {
    const chunk = fc.record({
      direction: fc.constantFrom<Direction>('upstream', 'downstream'),
      length: fc.integer({ min: 1, max: 3000 }),
      takenAtOnce: fc.boolean(),
      commit: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(chunk, { minLength: 1, maxLength: 60 }), (chunks) => {
        rmSync(root, { recursive: true, force: true })
        const recording = new Recording(new OpenFiles(16), root, FACTS)
        let time = 1
        const sent: Record<Direction, Uint8Array[]> = { upstream: [], downstream: [] }
        const untaken: Record<Direction, number> = { upstream: 0, downstream: 0 }
        for (const [i, { direction, length, takenAtOnce, commit }] of chunks.entries()) {
          const bytes = bytesOf(length, i)
          sent[direction].push(bytes)
          const atOnce = takenAtOnce && untaken[direction] === 0
          recording.data(direction, bytes, nanos(time++), nanos(atOnce ? time++ : 0))
          if (!atOnce) untaken[direction]++
          if (commit) recording.commit(() => nanos(time++))
          while (commit && untaken[direction] > 0) {
            recording.taken(direction, nanos(time++))
            untaken[direction]--
          }
        }
        recording.close(0, nanos(time++))
        recording.commit(() => nanos(time++))
        recording.release()
        for (const direction of ['upstream', 'downstream'] as const) {
          const all = Buffer.concat(sent[direction])
          expect(readFileSync(recording.paths[direction]).equals(all)).toBe(true)
          const frames = recordsOf(recording).filter((r) => r.kind === 'frame' && r.direction === direction)
          expect(frames.map((frame) => frame.length)).toEqual(sent[direction].map((bytes) => bytes.length))
          expect(frames.map((frame) => frame.number)).toEqual(frames.map((_, i) => i))
          let offset = 0
          for (const frame of frames) {
            expect(frame.offset).toBe(offset)
            offset += frame.length
            if (frame.kind === 'frame') expect(frame.loggedNs).toBeGreaterThan(frame.readNs)
          }
          const left = frames.filter((frame) => frame.kind === 'frame' && frame.takenNs === 0)
          expect(left).toHaveLength(untaken[direction])
        }
        expect(recordsOf(recording).at(-1)).toMatchObject({ kind: 'mark', code: 'closed' })
        expect(recording.done).toBe(true)
      }),
      { numRuns: 40 },
    )
  })

  it('[REC2] a disk that refuses opens a gap; what comes after it lies at its own offset', () => {
    const disk = new SmallDisk(16)
    const recording = new Recording(disk, root, FACTS)
    recording.data('upstream', bytesOf(1000, 1), nanos(1), nanos(2))
    recording.commit(() => nanos(3))
    disk.free = 100
    recording.data('upstream', bytesOf(1000, 2), nanos(4), nanos(5))
    recording.data('upstream', bytesOf(1000, 3), nanos(6), nanos(0))
    recording.commit(() => nanos(7))
    expect(recording.error?.code).toBe('ENOSPC')
    recording.taken('upstream', nanos(8))
    recording.data('upstream', bytesOf(500, 4), nanos(9), nanos(10))
    recording.commit(() => nanos(11))
    expect(recording.gapBytes).toBe(900 + 1000 + 500)
    expect(recording.retry()).toBe(false)
    disk.free = Infinity
    expect(recording.retry()).toBe(true)
    recording.data('upstream', bytesOf(200, 5), nanos(12), nanos(0))
    recording.data('upstream', bytesOf(10, 6), nanos(13), nanos(0))
    recording.commit(() => nanos(14))
    recording.taken('upstream', nanos(15))
    recording.close(0, nanos(16))
    recording.commit(() => nanos(17))

    const log = readFileSync(recording.paths.upstream)
    expect(log.length).toBe(3710)
    expect(log.subarray(0, 1000).equals(Buffer.from(bytesOf(1000, 1)))).toBe(true)
    expect(log.subarray(1000, 1100).equals(Buffer.from(bytesOf(1000, 2).subarray(0, 100)))).toBe(true)
    expect(log.subarray(3500, 3700).equals(Buffer.from(bytesOf(200, 5)))).toBe(true)
    expect(recordsOf(recording).map(({ kind, offset, length }) => [kind, offset, length])).toEqual([
      ['frame', 0, 1000],
      ['frame', 1000, 100],
      ['mark', 1100, 2400],
      ['frame', 3500, 200],
      ['frame', 3700, 10],
      ['mark', 3710, 0],
    ])
    // The frame that was lost whole was taken; the one after the gap is the next that is.
    expect(recordsOf(recording)[3]).toMatchObject({ number: 4, takenNs: 15 })
    expect(recordsOf(recording)[4]).toMatchObject({ number: 5, takenNs: 0 })
    expect(recording.takeMarks().filter(({ code }) => code === 'gap')).toHaveLength(1)
    expect(recording.gapBytes).toBe(2400)
  })

  it('[REC6] a session that was told of before its target answered is found by what its files know', async () => {
    const recording = new Recording(new OpenFiles(16), root, FACTS)
    const told: SessionFacts = { ...FACTS, local: null, remote: null }
    const store = new SessionStore(root)
    expect(await store.factsOf(told)).toEqual(told)
    recording.data('upstream', bytesOf(10, 1), nanos(1), nanos(2))
    recording.commit(() => nanos(3))
    expect(await store.factsOf(told)).toEqual(FACTS)
    expect(await store.size(await store.factsOf(told), 'upstream')).toBe(10)
  })

  it('[REC4] many small reads in one batch are no gap, and their memory is given back', () => {
    const recording = new Recording(new OpenFiles(16), root, FACTS)
    for (let i = 0; i < 6000; i++)
      recording.data('upstream', bytesOf(1, i), nanos(2 * i + 1), nanos(2 * i + 2))
    recording.commit(() => nanos(20_000))
    recording.data('upstream', bytesOf(10, 1), nanos(20_001), nanos(20_002))
    recording.commit(() => nanos(20_003))
    expect(recording.gapBytes).toBe(0)
    expect(recordsOf(recording)).toHaveLength(6001)
    expect(readFileSync(recording.paths.upstream)).toHaveLength(6010)
  })

  it('[REC5] a frame counts as logged when its bytes are in the file, not when their writing begins', () => {
    let clock = 10
    class SlowDisk extends OpenFiles {
      override write(file: LogFile, pieces: readonly Uint8Array[], position: number): Written {
        clock += 1000
        return super.write(file, pieces, position)
      }
    }
    const recording = new Recording(new SlowDisk(16), root, FACTS)
    recording.data('upstream', bytesOf(10, 1), nanos(1), nanos(2))
    recording.commit(() => nanos(clock))
    expect(recordsOf(recording)[0]).toMatchObject({ loggedNs: 2010 })
  })

  it('[REC3] a disk that is full from the first byte loses bytes, not the session', () => {
    const disk = new SmallDisk(16)
    disk.free = 0
    const recording = new Recording(disk, root, FACTS)
    recording.mark('downstream', 'connected', nanos(1))
    recording.data('downstream', bytesOf(300, 1), nanos(2), nanos(3))
    recording.commit(() => nanos(4))
    recording.close(0, nanos(5))
    recording.commit(() => nanos(6))
    expect(recording.done).toBe(false)
    disk.free = Infinity
    expect(recording.retry()).toBe(true)
    expect(recording.done).toBe(true)
    expect(recordsOf(recording).map((r) => (r.kind === 'mark' ? r.code : r.kind))).toEqual([
      'connected',
      'gap',
      'closed',
    ])
  })
})

describe('recovery after a crash', () => {
  it('[CRASH1] at any cut of the index every byte in the logs comes back, and a second recovery changes nothing', async () => {
    const recording = new Recording(new OpenFiles(16), root, FACTS)
    recording.mark('downstream', 'connected', nanos(1))
    for (let i = 0; i < 5; i++) {
      recording.data('upstream', bytesOf(100 + i, i), nanos(10 * i + 2), nanos(10 * i + 3))
      recording.data('downstream', bytesOf(70_000, i), nanos(10 * i + 4), nanos(0))
    }
    recording.commit(() => nanos(99))
    recording.release()
    const whole = readFileSync(recording.paths.index)
    const { writeFileSync } = await import('node:fs')
    for (let cut = recording.headerSize; cut <= whole.length; cut += 29) {
      writeFileSync(recording.paths.index, whole.subarray(0, cut))
      const folders = [{ day: basename(dirname(recording.paths.folder)), id: FACTS.id }]
      const [session] = recoverSessions(root, folders, (error) => expect.fail(error.message))
      expect(session).toMatchObject({
        state: 'interrupted',
        upstreamBytes: 510,
        downstreamBytes: 350_000,
        close: { cause: 'interrupted', by: 'tcpscope' },
      })
      const records = recordsOf(recording)
      expect(session!.records).toBe(records.length)
      const again = recoverSessions(root, folders, (error) => expect.fail(error.message))
      expect(again).toEqual([session])
      const frames = records.filter((r) => r.kind === 'frame')
      for (const direction of ['upstream', 'downstream'] as const) {
        let offset = 0
        for (const frame of frames.filter((f) => f.direction === direction)) {
          expect(frame.offset).toBe(offset)
          offset += frame.length
        }
        expect(offset).toBe(await new SessionStore(root).size(FACTS, direction))
      }
    }
  })

  it('[CRASH2] an index that ends before its header is passed over', async () => {
    const { mkdirSync, writeFileSync } = await import('node:fs')
    const day = '2026-01-02'
    mkdirSync(join(root, day, FACTS.id), { recursive: true })
    writeFileSync(join(root, day, FACTS.id, 'frames.idx'), 'TSF')
    const found = recoverSessions(root, [{ day, id: FACTS.id }], (error) => expect.fail(error.message))
    expect(found).toEqual([])
  })
})
