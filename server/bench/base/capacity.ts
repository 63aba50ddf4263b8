import { mostConnections } from '../../src/net/descriptors.ts'
import { descriptorLimit } from './procfs.ts'
import type { House } from './house.ts'

/** Connections that tcpscope could hold and that are left to chance: some may still be closing. */
const SPARE = 50

/**
 * How many of the wanted connections a proxy may hold here: each wants two descriptors, and tcpscope keeps some for its
 * files.
 * @param note told when it is fewer than wanted
 */
export function possibleConnections(house: House, wanted: number, note: (text: string) => void): number {
  const most = Math.min(wanted, mostConnections(house.descriptors) - SPARE, descriptorLimit() - 100)
  if (most < wanted)
    note(`${most} connections instead of ${wanted}: only ${house.descriptors} descriptors a process here`)
  return most
}
