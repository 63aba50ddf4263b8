import { uuidv7 } from 'uuidv7'
import type { ListenerId, NoteId } from '@tcpscope/shared/base'
import { Catalog } from '../../catalog/catalog.ts'
import { followEngine } from '../eventFlow.ts'
import { Health } from '../health.ts'
import { Hub } from '../hub.ts'
import { ListenerBook } from '../listenerBook.ts'
import { NoteBook } from '../noteBook.ts'
import { Sequence } from '../sequence.ts'
import { SessionBook } from '../sessionBook.ts'
import { TargetGuard } from '../targetGuard.ts'
import { HandClock } from './handClock.ts'
import { HandEngine } from './handEngine.ts'
import { HandSession } from './handSession.ts'
import { MemoryCapture } from './memoryCapture.ts'

const newId = () => uuidv7() as ListenerId

/** Everything around and in the live room, joined as main does it. */
export async function liveKit(
  options: { catalogFile?: string; lookup?: (host: string) => Promise<string[]> } = {},
) {
  const catalog = await Catalog.open(options.catalogFile ?? ':memory:')
  const engine = new HandEngine()
  const capture = new MemoryCapture()
  const sequence = new Sequence()
  const timers = new HandClock()
  const errors: unknown[] = []
  const onError = (error: unknown) => void errors.push(error)
  const sessions = new SessionBook({ store: catalog, engine, files: capture, sequence, timers, onError })
  const guard = new TargetGuard({
    lookup: options.lookup ?? (() => Promise.reject(new Error('ENOTFOUND'))),
    controlAddress: () => ({ host: '127.0.0.1', port: 7400 }),
    ownAddresses: () => ['127.0.0.1', '192.168.1.20'],
    timers,
  })
  const listeners = new ListenerBook({
    engine,
    store: catalog,
    sessions,
    guard,
    sequence,
    newId,
    nowMs: () => 1_790_000_000_000,
  })
  const notes = new NoteBook({
    store: catalog,
    sessions,
    sequence,
    newId: () => uuidv7() as NoteId,
    nowMs: () => 1_790_000_000_000 + timers.now(),
  })
  const names = { version: '0.0.0', bootId: 'boot-1' }
  const health = new Health({ sessions, listeners, sequence, ...names, startedAtMs: 1, dataDir: '/data' })
  const hub = new Hub({ sessions, listeners, notes, health, capture, sequence, timers, ...names, onError })
  followEngine(engine, { sessions, listeners, health })
  let number = 0
  return {
    catalog,
    engine,
    capture,
    sequence,
    timers,
    errors,
    sessions,
    listeners,
    notes,
    health,
    hub,
    /** @throws AggregateError of what went wrong where nobody waited for an answer */
    async end(): Promise<void> {
      hub.close()
      await catalog.close()
      if (errors.length > 0) throw new AggregateError(errors, 'errors behind the scenes')
    },
    session: (listenerId?: ListenerId) => new HandSession(engine, capture, listenerId, ++number),
  }
}
export type LiveKit = Awaited<ReturnType<typeof liveKit>>
