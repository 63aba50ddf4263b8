const SIGNALS = ['SIGINT', 'SIGTERM'] as const
export type StopSignal = (typeof SIGNALS)[number]

/**
 * Under `npm start` one Ctrl-C arrives twice: from the terminal, and handed on by npm. What comes so soon after the first
 * is the same wish.
 */
const SAME_WISH_MS = 500

/**
 * Tells of SIGINT and SIGTERM: the first asks to stop in good order, a later one to stop at once.
 * The handlers stay: a signal is never left to end the process by itself.
 */
export function onStopSignals(stop: (signal: StopSignal) => void, stopAtOnce: () => void): void {
  let first: number | null = null
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (first === null) {
        first = performance.now()
        stop(signal)
      } else if (performance.now() - first > SAME_WISH_MS) {
        stopAtOnce()
      }
    })
  }
}
