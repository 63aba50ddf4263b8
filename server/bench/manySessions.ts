import { uuidv7, V7Generator } from 'uuidv7'
import { formatAddress, type ListenerId, nanos, type SessionId } from '@tcpscope/shared/base'
import type { SessionFacts } from '@tcpscope/shared/capture'
import { openDataDir } from '../src/capture/dataDir.ts'
import { OpenFiles } from '../src/capture/openFiles.ts'
import { Recording } from '../src/capture/recording.ts'
import { dayStamps } from '../src/capture/sessionFolders.ts'
import { Catalog } from '../src/catalog/catalog.ts'
import type { StoredSession } from '../src/core/catalogPort.ts'

const TARGETS = 50
const LISTENERS = 10
const ROWS_A_WRITE = 2000
const DAY_MS = 86_400_000

export interface ManySessions {
  readonly sessions: number
  /** Days over which they are spread, up to this moment. */
  readonly days: number
  /** False: rows of the catalog alone, without the folders. That is quickly made, and does for a list. */
  readonly folders?: boolean
}

/**
 * Fills a data directory as so many short connections would have: every session has its folder with two binary logs
 * and a frame index, written by the recorder's own code, and its row, written by the catalog's. The directory must
 * not be in use.
 * @param path made where it is missing
 */
export async function fillDataDir(
  path: string,
  { sessions, days, folders = true }: ManySessions,
): Promise<void> {
  const dir = openDataDir(path)
  try {
    const catalog = await Catalog.open(dir.catalog)
    const listeners = await makeListeners(catalog)
    const files = new OpenFiles(16)
    const ids = new V7Generator()
    const end = Date.now() - 1000
    for (let i = 0; i < sessions; i++) {
      const startedAtMs = Math.floor(end - (days * DAY_MS * (sessions - 1 - i)) / sessions)
      const listener = listeners[i % LISTENERS]!
      const facts: SessionFacts = {
        id: ids.generateOrResetWithTs(startedAtMs).toString() as SessionId,
        listenerId: listener.id,
        number: Math.floor(i / LISTENERS) + 1,
        startedAtMs,
        utcOffsetMin: -new Date(startedAtMs).getTimezoneOffset(),
        client: { host: '127.0.0.1', port: 20_000 + (i % 40_000) },
        target: { host: `service-${i % TARGETS}.example.test`, port: 6379 },
        local: { host: '127.0.0.1', port: 30_000 + (i % 30_000) },
        remote: { host: `10.0.${i % 8}.${i % TARGETS}`, port: 6379 },
        dialError: null,
        hexLog: 'on-demand',
      }
      if (folders) record(files, dir.sessions, facts)
      catalog.save(rowOf(facts, listener.name))
      if (i % ROWS_A_WRITE === ROWS_A_WRITE - 1) await catalog.flush()
    }
    // As a stop in good order leaves it.
    await catalog.settleDays(dayStamps(dir.sessions))
    if (!(await catalog.close())) throw new Error(`the catalog in ${path} could not be written`)
  } finally {
    dir.release()
  }
}

/** Listeners that are stopped, so that no port is taken. */
async function makeListeners(catalog: Catalog): Promise<{ id: ListenerId; name: string }[]> {
  const made = []
  for (let i = 0; i < LISTENERS; i++) {
    const listener = { id: uuidv7() as ListenerId, name: `service ${i}` }
    await catalog.saveListener({
      ...listener,
      host: '127.0.0.1',
      port: 0,
      targetHost: `service-${i}.example.test`,
      targetPort: 6379,
      connectTimeoutMs: 10_000,
      hexLog: 'on-demand',
      capture: 'normal',
      createdAtMs: Date.now(),
      wanted: 'stopped',
    })
    made.push(listener)
  }
  return made
}

const QUESTION = Buffer.from('PING session\r\n')
const ANSWER = Buffer.from('+PONG\r\n')
const CONNECTED_NS = nanos(500_000)
const CLOSED_NS = nanos(2_000_000)

/** The files of a connection of a question and an answer. */
function record(files: OpenFiles, root: string, facts: SessionFacts): void {
  const recording = new Recording(files, root, facts)
  recording.mark('downstream', 'connected', CONNECTED_NS)
  recording.data('upstream', QUESTION, nanos(1_000_000), nanos(1_020_000))
  recording.data('downstream', ANSWER, nanos(1_300_000), nanos(1_320_000))
  recording.close(0, CLOSED_NS)
  recording.commit(() => nanos(2_100_000))
  recording.release()
  if (!recording.done) throw new Error(`session ${facts.number} could not be recorded in ${root}`)
}

/** What the catalog has of it. */
function rowOf(facts: SessionFacts, listenerName: string): StoredSession {
  const place = { direction: 'downstream', offset: 0, length: 0 } as const
  const end = { direction: 'upstream', offset: QUESTION.length, length: 0 } as const
  return {
    session: {
      id: facts.id,
      listenerId: facts.listenerId,
      listenerName,
      number: facts.number,
      state: 'closed',
      client: formatAddress(facts.client),
      target: formatAddress(facts.target),
      remote: facts.remote && formatAddress(facts.remote),
      local: facts.local && formatAddress(facts.local),
      startedAtMs: facts.startedAtMs,
      durationNs: CLOSED_NS,
      upstreamBytes: QUESTION.length,
      downstreamBytes: ANSWER.length,
      upstreamFrames: 1,
      downstreamFrames: 1,
      records: 4,
      gapBytes: 0,
      hexLog: facts.hexLog,
      hexLagBytes: 0,
      hexLagNs: 0,
      waitsOn: null,
      close: { cause: 'fin', by: 'client', code: null, text: 'both sides finished' },
      starred: false,
      comment: '',
    },
    facts,
    marks: [
      { code: 'connected', timeNs: CONNECTED_NS, ...place },
      { code: 'closed', timeNs: CLOSED_NS, ...end },
    ],
  }
}
