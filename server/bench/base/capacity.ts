import { descriptorLimit } from './procfs.ts'
import type { House } from './house.ts'

/** Descriptors that a proxy keeps for files, its dashboard and itself. */
const HOUSEHOLD = 1_200

/**
 * How many of the wanted connections a proxy may hold here: each wants two descriptors.
 * @param note told when it is fewer than wanted
 */
export function possibleConnections(house: House, wanted: number, note: (text: string) => void): number {
  const most = Math.min(wanted, Math.floor((house.descriptors - HOUSEHOLD) / 2), descriptorLimit() - 100)
  if (most < wanted)
    note(`${most} connections instead of ${wanted}: only ${house.descriptors} descriptors a process here`)
  return most
}
