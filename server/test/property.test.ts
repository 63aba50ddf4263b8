import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Direction, DIRECTIONS } from '@tcpscope/shared/base'
import { copierLane, logLane, spansOf } from '@tcpscope/shared/trace'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  Path,
  type Peer,
  Scope,
  difference,
  expectedHexLog,
  noise,
  finishedSessionFiles,
  until,
} from './kit/index.ts'

/** What one side does, step by step, while the other does its own. */
type Step =
  | { readonly do: 'send'; readonly length: number }
  | { readonly do: 'turns'; readonly count: number }
  | { readonly do: 'stall' }
  | { readonly do: 'goOn' }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('send' as const), length: size() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('turns' as const), count: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('stall' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('goOn' as const) }) },
)

function size(): fc.Arbitrary<number> {
  return fc.oneof(
    fc.integer({ min: 1, max: 40 }),
    fc.integer({ min: 1, max: 5_000 }),
    fc.integer({ min: 60_000, max: 300_000 }),
  )
}

const side = fc.array(step, { maxLength: 14 })
/** Who sends FIN first; the other does so when it has seen it, or of its own accord at the same time. */
const order = fc.constantFrom('client first', 'target first', 'both at once')
const seed = fc.nat(1_000_000)

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Plays one side; returns the bytes it sent. */
async function play(peer: Peer, steps: readonly Step[], seedOfBytes: number): Promise<Buffer> {
  const sent: Buffer[] = []
  for (const [i, one] of steps.entries()) {
    switch (one.do) {
      case 'send': {
        const bytes = noise(one.length, seedOfBytes + i)
        sent.push(bytes)
        peer.push(bytes)
        break
      }
      case 'turns':
        for (let n = 0; n < one.count; n++) await turn()
        break
      case 'stall':
        peer.stall()
        break
      case 'goOn':
        peer.goOn()
        break
      default:
        throw new Error('no such step')
    }
  }
  return Buffer.concat(sent)
}

describe('whatever the peers do', () => {
  let dataDir: string
  let scope: Scope

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'tcpscope-property-'))
    scope = await Scope.start({ dataDir })
  })
  afterAll(async () => {
    await scope.stop()
    await rm(dataDir, { recursive: true, force: true })
  })

  it('[PROP1] any chunking, any pauses, any order of closing: bytes equal, logs equal, lanes consistent', async () => {
    const paths = {
      normal: await Path.open(scope),
      strict: await Path.open(scope, {}, { capture: 'strict' }),
    }
    const mode = fc.constantFrom('normal' as const, 'strict' as const)
    await fc.assert(
      fc.asyncProperty(
        mode,
        side,
        side,
        order,
        seed,
        async (capture, clientSteps, targetSteps, closing, bytesSeed) => {
          const { client, peer, session } = await paths[capture].connect()
          const [up, down] = await Promise.all([
            play(client, clientSteps, bytesSeed),
            play(peer, targetSteps, bytesSeed + 1000),
          ])
          const sent: Record<Direction, Buffer> = { upstream: up, downstream: down }
          const [first, second] = closing === 'target first' ? [peer, client] : [client, peer]
          first.finish()
          if (closing === 'both at once') second.finish()
          client.goOn()
          peer.goOn()
          await second.getsEnd()
          second.finish()
          await first.getsEnd()
          await until(
            'all bytes',
            () => peer.receivedBytes === up.length && client.receivedBytes === down.length,
          )
          expect(difference(peer.received(), up)).toBeUndefined()
          expect(difference(client.received(), down)).toBeUndefined()

          const ended = await scope.api.sessionEnded(session.id)
          expect(ended).toMatchObject({ gapBytes: 0, upstreamBytes: up.length, downstreamBytes: down.length })
          expect(ended.close?.cause).toBe('fin')
          const files = await finishedSessionFiles(dataDir, session.id)
          const frames = files.records.filter((record) => record.kind === 'frame')
          for (const direction of DIRECTIONS) {
            expect(difference(files.bytes[direction], sent[direction])).toBeUndefined()
            const own = frames.filter((frame) => frame.direction === direction)
            let offset = 0
            for (const [number, frame] of own.entries()) {
              expect(frame).toMatchObject({ number, offset })
              expect(frame.takenNs).toBeGreaterThan(frame.readNs)
              expect(frame.loggedNs).toBeGreaterThan(frame.readNs)
              expect(frame.textNs).toBeGreaterThan(frame.loggedNs)
              offset += frame.length
            }
            expect(ended[`${direction}Frames`]).toBe(own.length)
            // Reads, writes and both logs add up to the very same number of bytes.
            const spans = frames.flatMap(spansOf)
            const busy = (lane: string) =>
              spans
                .filter((s) => s.lane === lane && s.end !== 0 && s.direction === direction)
                .reduce((sum, s) => sum + s.length, 0)
            expect([offset, busy(copierLane(direction)), busy(logLane(direction)), busy('hex')]).toEqual(
              Array.from({ length: 4 }, () => sent[direction].length),
            )
          }
          const expected = Buffer.from(expectedHexLog(files.facts, files.records, files.bytes))
          expect(difference(files.hex!, expected)).toBeUndefined()
          expect(files.records.at(-1)).toMatchObject({ kind: 'mark', code: 'closed' })
          expect(ended.records).toBe(files.records.length)
        },
      ),
      { numRuns: 25, seed: 20_120_903, endOnFailure: true },
    )
  })

  it('[PROP2] resets at any moment: each peer has a beginning of what the other sent, the capture covers it', async () => {
    const path = await Path.open(scope)
    await fc.assert(
      fc.asyncProperty(
        side,
        side,
        fc.boolean(),
        seed,
        async (clientSteps, targetSteps, byClient, bytesSeed) => {
          const { client, peer, session } = await path.connect()
          const [up, down] = await Promise.all([
            play(client, clientSteps, bytesSeed),
            play(peer, targetSteps, bytesSeed + 1000),
          ])
          client.goOn()
          peer.goOn()
          const [by, other] = byClient ? [client, peer] : [peer, client]
          by.reset()
          await other.closes()
          expect(other.errorCode).toBe('ECONNRESET')
          const ended = await scope.api.sessionEnded(session.id)
          expect(ended.close).toMatchObject({ cause: 'reset', by: byClient ? 'client' : 'target' })
          const files = await finishedSessionFiles(dataDir, session.id)
          for (const [captured, received, sent] of [
            [files.bytes.upstream, peer.received(), up],
            [files.bytes.downstream, client.received(), down],
          ] as const) {
            expect(difference(captured, sent.subarray(0, captured.length))).toBeUndefined()
            expect(difference(received, captured.subarray(0, received.length))).toBeUndefined()
          }
          const expected = Buffer.from(expectedHexLog(files.facts, files.records, files.bytes))
          expect(difference(files.hex!, expected)).toBeUndefined()
        },
      ),
      { numRuns: 15, seed: 20_120_904, endOnFailure: true },
    )
  })
})
