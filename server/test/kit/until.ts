/** Longest that a test waits for anything, unless it says otherwise, ms. */
export const PATIENCE_MS = 60_000
const POLL_MS = 10

const turn = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/**
 * Waits until a condition gives something other than undefined, null or false, and returns that.
 * @param what names the condition in the error
 * @throws Error when it does not come true in time; when the condition itself throws, that error
 */
export async function until<T>(
  what: string,
  condition: () => T | Promise<T>,
  withinMs = PATIENCE_MS,
): Promise<NonNullable<Exclude<T, false>>> {
  const deadline = performance.now() + withinMs
  for (;;) {
    const value = await condition()
    if (value !== undefined && value !== null && value !== false) {
      return value as NonNullable<Exclude<T, false>>
    }
    if (performance.now() > deadline) throw new Error(`waited ${withinMs} ms in vain: ${what}`)
    await turn(POLL_MS)
  }
}

/** The value of a promise, or an error that names it when it takes too long. */
export async function within<T>(what: string, promise: Promise<T>, withinMs = PATIENCE_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${withinMs} ms in vain: ${what}`)), withinMs)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Watches a quantity until it stops growing: returns its value once it has been the same for `stillMs`.
 * For what has no event of its own: a sender that the peer's full window holds.
 */
export async function settled(what: string, read: () => number, stillMs = 400): Promise<number> {
  let value = read()
  let since = performance.now()
  await until(`${what} stands still`, () => {
    const now = read()
    if (now !== value) {
      value = now
      since = performance.now()
    }
    return performance.now() - since >= stillMs
  })
  return value
}
