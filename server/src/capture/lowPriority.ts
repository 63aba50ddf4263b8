import { readlinkSync } from 'node:fs'
import { constants, setPriority } from 'node:os'

/**
 * Lets everybody else go first: this thread runs when a processor has nothing better to do. On Linux threads have
 * priorities of their own, and the system names the calling one in /proc; elsewhere nothing is changed.
 */
export function lowerThreadPriority(): void {
  try {
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1))
    if (Number.isInteger(thread)) setPriority(thread, constants.priority.PRIORITY_LOW)
  } catch {
    // Not Linux, or not allowed: then it competes like any other thread.
  }
}
