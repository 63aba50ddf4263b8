import { availableParallelism } from 'node:os'
import { findProgram } from '../../test/kit/programs.ts'
import type { House } from './house.ts'

/** They end by themselves, should nobody end them, s. */
const LONGEST = 60

/**
 * Does work with processors that do not go to sleep: on a virtual machine waking one costs as much as a proxy does, and
 * by chance. One spinner a processor, of the idle scheduling class: it gives way to anyone. Where there is no `chrt` the
 * work is done without.
 *
 * For one message at a time alone: a processor that spins is no longer seen as idle, so threads that could run on it
 * are left waiting behind others. With several of them at work it made every proxy with threads half as fast.
 */
export async function awake<T>(house: House, work: () => Promise<T>): Promise<T> {
  if (!findProgram('chrt') || !findProgram('timeout')) return work()
  const spin = ['--idle', '0', 'timeout', String(LONGEST), 'sh', '-c', 'while :; do :; done']
  const spinners = Array.from({ length: availableParallelism() }, () => house.program('chrt', spin))
  try {
    return await work()
  } finally {
    await Promise.all(spinners.map((spinner) => spinner.stop()))
  }
}
