import { readlinkSync } from 'node:fs'
import { constants, getPriority, setPriority } from 'node:os'

/** For what the program does when a processor has nothing better to do. */
export const LAST = constants.priority.PRIORITY_LOW
/** For what people look at: soon, but after the traffic. */
export const BEHIND = constants.priority.PRIORITY_BELOW_NORMAL

/**
 * Lets others go before this thread, and before threads and processes that it starts later. On Linux threads have
 * priorities of their own, and the system names the calling one in /proc; elsewhere nothing is changed.
 * @param priority LAST or BEHIND
 */
export function setThreadPriority(priority: number): void {
  try {
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1))
    // The whole program may have been started behind others.
    if (Number.isInteger(thread)) setPriority(thread, Math.max(priority, getPriority(thread)))
  } catch {
    // Not Linux, or not allowed: then it competes like any other thread.
  }
}
