/** Something that load can be sent through. */
export interface Proxy {
  readonly name: string
  readonly port: number
  /** Its process; CPU is counted with all below it. 0: there is none. */
  readonly pid: number
  /** What it records is worth waiting for. */
  readonly records: boolean
  /** Waits until the logs of what went through are complete. @returns when they were, on the clock of `performance` */
  readonly settled: () => Promise<number>
  /** Throws recordings away, so that memory stays free. Nothing may be on its way. */
  readonly tidy: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** One that could not be had, and why. */
export interface Missing {
  readonly name: string
  readonly why: string
}

/** What a proxy without recordings does about them. */
export const noRecordings = {
  records: false,
  settled: () => Promise.resolve(performance.now()),
  tidy: () => Promise.resolve(),
} as const
