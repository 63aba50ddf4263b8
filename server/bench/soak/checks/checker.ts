import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { SessionId } from '@tcpscope/shared/base'
import type { RecordingJob } from './recording.ts'

/** The process that checks recordings. */
export class Checker {
  readonly #child: ChildProcess
  readonly #exited: Promise<void>
  readonly #waiting = new Map<SessionId, (wrong: string[]) => void>()

  /** @param onDeath called when the process dies of a mistake of ours */
  constructor(api: { base: string; token: string }, onDeath: (error: Error) => void) {
    const file = fileURLToPath(new URL('checkerProcess.ts', import.meta.url))
    this.#child = fork(file, [api.base, api.token])
    this.#child.on('message', ({ session, wrong }: { session: SessionId; wrong: string[] }) => {
      this.#waiting.get(session)?.(wrong)
      this.#waiting.delete(session)
    })
    this.#child.on('error', onDeath)
    this.#exited = new Promise((resolve) => {
      this.#child.once('exit', (code) => {
        if (code !== null && code !== 0) onDeath(new Error(`it ended with ${code}`))
        for (const answer of this.#waiting.values()) answer(['it was not checked'])
        resolve()
      })
    })
  }

  /** @returns what is wrong, in words */
  check(job: RecordingJob): Promise<string[]> {
    return new Promise((resolve) => {
      this.#waiting.set(job.session.id, resolve)
      this.#child.send(job)
    })
  }

  async dispose(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect()
    await this.#exited
  }
}
