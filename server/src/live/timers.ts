/** Time as the live room sees it, so that tests can hold it in their hands. */
export interface Timers {
  /** Milliseconds from any moment on; never goes back. */
  now(): number
  /** Calls back once after `ms`. Returns how to cancel. */
  after(ms: number, callback: () => void): () => void
}

/** Real time. Its timers don't keep the process alive. */
export const systemTimers: Timers = {
  now: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
}
