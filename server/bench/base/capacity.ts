import { descriptorLimit } from './procfs.ts'
import type { House } from './house.ts'

/**
 * Descriptors that are not for sockets: tcpscope opens up to 1,024 files, and keeps as many more, and some for itself,
 * out of the sockets' reach.
 */
const HOUSEHOLD = 2_300

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
