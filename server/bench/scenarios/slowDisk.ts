import { readFile, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bench } from '../base/bench.ts'
import { findProgram, run } from '../../test/kit/programs.ts'
import { until } from '../../test/kit/until.ts'
import type { Tcpscope } from '../proxies/tcpscope.ts'

/** Each write of the recorder takes this much longer, µs. They are some 400 KB when it cannot keep pace: 200 MB/s. */
const DELAY_US = 2_000
/** A request is never so large, bytes. */
const LARGE = 1024 * 1024
const WRITES = 'pwrite64,pwritev,write,writev'

/**
 * Makes writing slow for the thread that records: strace holds each of its writes up, as a disk does that cannot keep
 * pace. Other threads are left alone.
 * @returns undoes it; null where strace may not do that, which is noted
 */
export async function slowDown(
  { house, note }: Bench,
  scope: Tcpscope,
): Promise<{ stop(): Promise<void> } | null> {
  if (!findProgram('strace')) {
    note('skipped the slow disk: strace is not installed')
    return null
  }
  const folder = await house.folder()
  const log = await until('the stream to be in a binary log', () => largeLog(scope.dataDir))
  const thread = await writerOf(log, scope.pid, join(folder, 'writer'))
  if (thread === null) {
    note('skipped the slow disk: strace may not look into another process here')
    return null
  }
  const inject = `inject=${WRITES}:delay_exit=${DELAY_US}`
  const strace = house.program('strace', [
    '-q',
    '-p',
    thread,
    '-e',
    `trace=${WRITES}`,
    '-e',
    inject,
    '-o',
    '/dev/null',
  ])
  return { stop: () => strace.stop() }
}

/** The binary log of the direction that streams: the other one has a request, and nobody writes to it again. */
async function largeLog(dataDir: string): Promise<string | undefined> {
  const root = join(dataDir, 'sessions')
  for (const file of await readdir(root, { recursive: true })) {
    if (!file.includes('log-binary-')) continue
    const log = join(root, file)
    if ((await stat(log)).size >= LARGE) return log
  }
  return undefined
}

/** Which thread of a process writes to a file: looks for a second. */
async function writerOf(file: string, pid: number, output: string): Promise<string | null> {
  // -P: only calls that concern the file; every line begins with the thread's id.
  const args = ['-q', '-f', '-p', String(pid), '-P', file, '-e', `trace=${WRITES}`, '-o', output]
  await run('timeout', ['--signal=INT', '1', 'strace', ...args]).catch(() => {})
  const text = await readFile(output, 'latin1').catch(() => '')
  return /^(\d+) /m.exec(text)?.[1] ?? null
}
