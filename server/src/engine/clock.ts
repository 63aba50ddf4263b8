/** Readings that are compared when a thread sets its clock. */
const SAMPLES = 32

/**
 * The engine's clock on this thread: monotonic nanoseconds since the moment `epoch`, the same on all threads.
 * @param epoch `process.hrtime.bigint()` at the engine's start
 */
export function engineClock(epoch: bigint): () => number {
  // hrtime.bigint makes an object a call; performance.now reads the same clock and does not. A thread that loses
  // the processor between the two readings would be late by that much for ever (bytes seemed to be logged before
  // they were read): the largest of some differences is the true one.
  let base = -Infinity
  for (let i = 0; i < SAMPLES; i++) {
    base = Math.max(base, Number(process.hrtime.bigint() - epoch) - performance.now() * 1e6)
  }
  return () => base + performance.now() * 1e6
}
