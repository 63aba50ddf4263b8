import { setTimeout as wait } from 'node:timers/promises'
import { isLive, type Session } from '@tcpscope/shared/api'
import { RestError } from '../../../test/kit/rest.ts'
import type { Stage } from '../stage.ts'
import type { Talk } from '../talk.ts'
import type { Checker } from './checker.ts'
import { sessionFolder } from './folders.ts'
import type { RecordingJob } from './recording.ts'
import { allSessions } from './sessions.ts'

const ROUND_MS = 400
/** Longest that a session may live on after its talk, ms. */
const MOST_LINGERING_MS = 30_000
/** After so long without a session of its own, a talk whose session may lack its name has such a one. */
const NAMELESS_MS = 5_000
/** Small ones are held against the definition of the hex log, and now and then a larger one. */
const SMALL = 64 * 1024
const MEDIUM = 2 * 1024 * 1024
const MEDIUM_EVERY = 8
const ZIP_EVERY = 5
/** One in so many small sessions stays until the end, up to a number. */
const KEEP_EVERY = 20
const MOST_KEPT = 120
/** Checks under way at a time. */
const MOST_CHECKS = 48

/**
 * Goes round: every session that is over is checked against its talk and then deleted, but for a few. So the data
 * directory stays small however long the run.
 */
export class Janitor {
  readonly #stage: Stage
  readonly #checker: Checker
  readonly #dataDir: string
  /** Sessions that have been checked and stay. */
  readonly kept = new Set<string>()
  readonly #busy = new Set<string>()
  /** Deleted since this round began: its list may still have them. */
  readonly #gone = new Set<string>()
  readonly #pending = new Set<Promise<void>>()
  #stopped = false
  checked = 0
  deleted = 0
  /** Sessions of clients that were gone before their address could be asked for. */
  nameless = 0
  /** Bytes that were recorded in the sessions checked so far. */
  bytes = 0

  constructor(stage: Stage, checker: Checker, dataDir: string) {
    this.#stage = stage
    this.#checker = checker
    this.#dataDir = dataDir
  }

  /** Goes round until told to stop and nothing is under way. */
  async run(): Promise<void> {
    while (!this.#stopped) {
      try {
        // Listing costs the one that is looked at, too: not before there is something to do again.
        if (this.#busy.size < MOST_CHECKS / 2) await this.#round()
      } catch (error) {
        this.#stage.faults.add('going round', error)
      }
      await wait(ROUND_MS)
    }
    await Promise.all(this.#pending)
  }

  stop(): void {
    this.#stopped = true
  }

  async #round(): Promise<void> {
    const { ledger, scope } = this.#stage
    this.#gone.clear()
    const listed = await allSessions(scope.api)
    const sessions = listed.filter(
      ({ id }) => !this.kept.has(id) && !this.#busy.has(id) && !this.#gone.has(id),
    )
    const nameless: Session[] = []
    const found: [Session, Talk][] = []
    for (const session of sessions) {
      const talk = ledger.of(session.client)
      if (!talk) nameless.push(session)
      else {
        talk.session = session.id
        found.push([session, talk])
      }
    }
    for (const session of nameless) this.#settleNameless(session)
    // Oldest first.
    for (const [session, talk] of found.toReversed()) {
      if (this.#busy.size >= MOST_CHECKS) return
      if (talk.state === 'running' || talk.lookers > 0) continue
      if (isLive(session) || (session.hexLog === 'live' && session.hexLagBytes > 0))
        this.#mustEnd(session, talk)
      else this.#start(session.id, () => this.#settle(session, talk))
    }
  }

  #mustEnd(session: Session, talk: Talk): void {
    const { ledger, faults } = this.#stage
    if (performance.now() - talk.overAt < MOST_LINGERING_MS) return
    faults.add(String(talk), `its session lives on: ${JSON.stringify(session)}`)
    this.kept.add(session.id)
    ledger.settle(talk)
  }

  #start(id: string, work: () => Promise<void>): void {
    this.#busy.add(id)
    const done = work()
      .catch((error: unknown) => {
        this.kept.add(id)
        this.#stage.faults.add(`session ${id}`, error)
      })
      .finally(() => {
        this.#busy.delete(id)
        this.#pending.delete(done)
      })
    this.#pending.add(done)
  }

  /** Checks it and deletes it. */
  async #settle(session: Session, talk: Talk): Promise<void> {
    const { faults, ledger } = this.#stage
    const size = session.upstreamBytes + session.downstreamBytes
    const wrong = await this.#checker.check(await this.#job(session, talk, size))
    this.checked++
    this.bytes += size
    ledger.settle(talk)
    const keep = talk.number % KEEP_EVERY === 0 && size < SMALL && this.kept.size < MOST_KEPT
    if (wrong.length > 0) faults.add(`${String(talk)}, session ${session.id}`, wrong.join('\n'))
    if (keep || wrong.length > 0) this.kept.add(session.id)
    else await this.#remove(session)
  }

  async #job(session: Session, talk: Talk, size: number): Promise<RecordingJob> {
    const { number, client, target, ending, earlyHexLogs } = talk
    return {
      session,
      folder: await sessionFolder(this.#dataDir, session.id),
      talk: number,
      sent: { upstream: client?.sent ?? 0, downstream: target?.sent ?? 0 },
      received: { upstream: target?.received ?? 0, downstream: client?.received ?? 0 },
      ending: talk.state === 'failed' ? { ...ending, complete: false } : ending,
      earlyHexLogs,
      define: size <= SMALL || (size <= MEDIUM && number % MEDIUM_EVERY === 0),
      zip: number % ZIP_EVERY === 0,
    }
  }

  async #remove({ id }: Session): Promise<void> {
    const { scope } = this.#stage
    await scope.api.deleteSession(id)
    this.deleted++
    this.#gone.add(id)
    const answer = await scope.api.session(id).catch((error: unknown) => error)
    if (!(answer instanceof RestError) || answer.code !== 'session_not_found') {
      throw new Error('it was deleted and is still there')
    }
  }

  /** A client that reset at once may leave no address behind; nothing else may lack one. */
  #settleNameless(session: Session): void {
    const { faults } = this.#stage
    const { id, client, upstreamBytes, downstreamBytes } = session
    if (!client.startsWith('unknown') || upstreamBytes + downstreamBytes > 0) {
      faults.add('going round', `a session of a client that is none of ours: ${JSON.stringify(session)}`)
      this.kept.add(id)
      return
    }
    const talk = this.#stage.ledger.nameless(performance.now() - NAMELESS_MS)
    if (isLive(session) || !talk) return
    this.#stage.ledger.settle(talk)
    this.nameless++
    this.#start(id, () => this.#remove(session))
  }
}
