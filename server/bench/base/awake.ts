import { availableParallelism } from 'node:os'
import { findProgram } from '../../test/kit/programs.ts'
import type { House } from './house.ts'

/** They end by themselves, should nobody end them, s. */
const LONGEST = 600

/**
 * Keeps the processors from going to sleep while times of round trips are taken: on a virtual machine waking one costs as
 * much as a proxy does, and by chance. One spinner a processor, of the idle scheduling class: it gives way to anyone.
 * Does nothing where there is no `chrt`.
 * @returns ends it
 */
export function keepAwake(house: House): () => Promise<void> {
  if (!findProgram('chrt') || !findProgram('timeout')) return () => Promise.resolve()
  const spin = ['--idle', '0', 'timeout', String(LONGEST), 'sh', '-c', 'while :; do :; done']
  const spinners = Array.from({ length: availableParallelism() }, () => house.program('chrt', spin))
  return async () => {
    await Promise.all(spinners.map((spinner) => spinner.stop()))
  }
}
