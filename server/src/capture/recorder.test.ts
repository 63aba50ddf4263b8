import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ListenerId, SessionId } from '@tcpscope/shared/base'
import type { SessionFacts } from '@tcpscope/shared/capture'
import type { SessionOpened } from '../core/enginePort.ts'
import { BatchCounter, createTapMemory, TapReader, TapType } from '../core/tapRing.ts'
import { Tap } from '../net/tap.ts'
import { Recorder } from './recorder.ts'
import { sessionPaths } from './sessionPaths.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tcpscope-recorder-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function facts(number: number): { opened: SessionOpened; connected: SessionFacts } {
  const base = {
    id: `019a0000-0000-7000-8000-00000000000${number}` as SessionId,
    listenerId: '019a0000-0000-7000-8000-0000000000ff' as ListenerId,
    number,
    startedAtMs: Date.UTC(2026, 0, 2),
    utcOffsetMin: 0,
    client: { host: '127.0.0.1', port: 50_000 + number },
    target: { host: '127.0.0.1', port: 6379 },
    hexLog: 'live' as const,
  }
  return {
    opened: { ...base, listenerName: 'test', capture: 'normal' as const },
    connected: {
      ...base,
      local: { host: '127.0.0.1', port: 51_000 + number },
      remote: base.target,
      dialError: null,
    },
  }
}

/** The relay's and the recorder's ends of a small ring, on one thread. */
function makeRoom() {
  const memory = createTapMemory(65_536)
  const tap = new Tap(memory)
  let time = 1
  const sleep = (ms: number): void => void (time += ms * 1e6)
  const recorder = new Recorder({
    tap: new TapReader(memory),
    batches: new BatchCounter(memory),
    root,
    nowNs: () => time++,
    maxOpenFiles: 16,
  })
  const open = (number: number): SessionFacts => {
    const { opened, connected } = facts(number)
    tap.pushFacts(TapType.opened, number, time++, opened)
    tap.pushFacts(TapType.connected, number, time++, connected)
    return connected
  }
  return { tap, recorder, open, sleep, stamp: () => time++ }
}

describe('tap and recorder together', () => {
  it('[TAP5] far more than the ring holds arrives in order; who pushes too much is held, and let go again', async () => {
    const { tap, recorder, open, stamp } = makeRoom()
    recorder.onRoom = (position) => tap.roomFreed(position)
    const sessions = [open(1), open(2)]
    const sent: Buffer[][] = [[], []]
    let holds = 0
    for (let i = 0; i < 400; i++) {
      const which = i % 2
      const bytes = Buffer.alloc(1 + ((i * 997) % 9000), i)
      sent[which]!.push(bytes)
      const goOn = tap.pushData(which + 1, 0, bytes, stamp(), stamp())
      if (goOn) continue
      holds++
      const free = new Promise<void>((resolve) => tap.whenRoom(resolve))
      while (recorder.turn() > 0);
      await free
    }
    for (const number of [1, 2]) {
      tap.pushFacts(TapType.closed, number, stamp(), { cause: 'fin', by: 'client', code: null })
    }
    const flushed = tap.flush()
    recorder.close()
    await flushed
    recorder.close()
    expect(holds).toBeGreaterThan(10)
    for (const [i, session] of sessions.entries()) {
      const log = readFileSync(sessionPaths(root, session).upstream)
      expect(log.equals(Buffer.concat(sent[i]!))).toBe(true)
    }
    expect(recorder.takeEvents()?.closed.map(({ id }) => id)).toEqual(sessions.map(({ id }) => id))
  })

  it('[TAP8] facts that wait for room stay what they were, however many come after them', () => {
    const memory = createTapMemory(65_536)
    const tap = new Tap(memory)
    const reader = new TapReader(memory)
    while (tap.pushData(1, 0, Buffer.alloc(8_000), 1, 1));
    tap.pushData(1, 0, Buffer.alloc(30_000), 1, 1)
    const facts = [
      { who: 'the first, with more to say than others' },
      { who: 'second' },
      { who: 'the third' },
    ]
    for (const [i, one] of facts.entries()) tap.pushFacts(TapType.closed, i, 1, one)
    const seen: unknown[] = []
    for (let i = 0; i < 3; i++) {
      reader.drain(Infinity, ({ type, payload }) => {
        if (type === TapType.closed) seen.push(JSON.parse(Buffer.from(payload).toString()))
      })
      reader.release()
      tap.roomFreed(reader.position)
    }
    expect(seen).toEqual(facts)
  })

  it('[TAP6] a request for room that comes just after the last of it was given back is answered', () => {
    const { tap, recorder, open } = makeRoom()
    let answered = 0
    recorder.onRoom = () => answered++
    open(1)
    void tap.flush()
    expect(recorder.turn()).toBeGreaterThan(0)
    expect(answered).toBe(0)
    tap.whenRoom(() => {})
    expect(recorder.turn()).toBe(0)
    expect(answered).toBe(1)
  })

  it('[TAP9] a failure of a session that ends in the same batch is told all the same, until the next attempt', () => {
    const { tap, recorder, open, sleep, stamp } = makeRoom()
    const session = open(1)
    // Its bytes have nowhere to go; its index can be written.
    mkdirSync(sessionPaths(root, session).upstream, { recursive: true })
    tap.pushData(1, 0, Buffer.from('lost'), stamp(), stamp())
    tap.pushFacts(TapType.closed, 1, stamp(), { cause: 'fin', by: 'client', code: null })
    void tap.flush()
    recorder.turn()
    const { closed, progress, recorder: state } = recorder.takeEvents()!
    expect(closed).toHaveLength(1)
    expect(progress).toMatchObject([{ id: session.id, bytes: { upstream: 4 }, gapBytes: 4 }])
    expect(state?.captureError).toContain('EISDIR')
    sleep(1000)
    recorder.turn()
    expect(recorder.takeEvents()).toMatchObject({ progress: [], recorder: { captureError: null } })
  })

  it('[TAP12] sessions whose target is dialled are known, until it has answered, or the client is gone before', () => {
    const { tap, recorder, stamp } = makeRoom()
    const dialling = (): number => {
      void tap.flush()
      while (recorder.turn() > 0);
      return recorder.dialing
    }
    for (const number of [1, 2, 3]) tap.pushFacts(TapType.opened, number, stamp(), facts(number).opened)
    expect(dialling()).toBe(3)
    tap.pushFacts(TapType.connected, 1, stamp(), facts(1).connected)
    const end = { cause: 'fin', by: 'client', code: null }
    tap.pushFacts(TapType.closed, 2, stamp(), end)
    expect(dialling()).toBe(1)
    const failed = { ...facts(3).connected, remote: null, local: null, dialError: 'refused' }
    tap.pushFacts(TapType.connected, 3, stamp(), failed)
    for (const number of [1, 3]) tap.pushFacts(TapType.closed, number, stamp(), end)
    expect(dialling()).toBe(0)
  })

  it('[TAP10] the failure of a session that is deleted goes with it', () => {
    const { tap, recorder, open, stamp } = makeRoom()
    const session = open(1)
    mkdirSync(sessionPaths(root, session).upstream, { recursive: true })
    tap.pushData(1, 0, Buffer.from('lost'), stamp(), stamp())
    tap.pushFacts(TapType.closed, 1, stamp(), { cause: 'fin', by: 'client', code: null })
    void tap.flush()
    recorder.turn()
    expect(recorder.takeEvents()?.recorder?.captureError).not.toBeNull()
    recorder.forget(session.id)
    expect(recorder.takeEvents()?.recorder?.captureError).toBeNull()
  })
})
