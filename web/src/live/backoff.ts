/** The first wait between two tries to reach the server, ms. */
const FIRST_WAIT_MS = 250
/** The longest wait between two tries, ms. */
export const LONGEST_WAIT_MS = 8_000

/**
 * How long to wait before try number `attempt` (1, 2, …): doubles from try to try, and is shortened by up to
 * half at random, so that many tabs do not come back in the same instant.
 * @param random 0 <= random < 1
 */
export function backoffMs(attempt: number, random: number): number {
  const full = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1))
  return Math.round(full * (1 - random / 2))
}
