/** What the load process can be asked to do. Every job is bounded in count and in time. */
export type Job =
  | BulkJob
  | PingJob
  | {
      readonly kind: 'short'
      readonly port: number
      readonly atOnce: number
      readonly seconds: number
      /** No more connections than this. */
      readonly most: number
    }
  | HoldJob

export interface BulkJob {
  readonly kind: 'bulk'
  readonly port: number
  /** down: target to client. */
  readonly direction: 'down' | 'up'
  readonly streams: number
  /** Bytes of each stream. */
  readonly bytes: number
  /** The target sends no faster than this, bytes a second (down only). */
  readonly sendRate?: number
  /** The client reads no faster than this, bytes a second (down only). */
  readonly readRate?: number
}

export interface PingJob {
  readonly kind: 'ping'
  readonly port: number
  readonly connections: number
  /** Bytes of a message. */
  readonly bytes: number
  readonly seconds: number
  /**
   * Round trips of all connections together, evenly spread; without it each connection goes as fast as it can. One that
   * is due while the last echo is still missing goes as soon as that is there; its time counts from when it was due.
   */
  readonly tripsPerSecond?: number
}

export interface HoldJob {
  readonly kind: 'hold'
  readonly port: number
  readonly connections: number
  readonly rampSeconds: number
  readonly holdSeconds: number
  /** Each connection exchanges 100 bytes this often. */
  readonly everySeconds: number
}

/** Outcome of any job. */
export interface Outcome {
  /** Bytes (bulk), round trips (ping, hold) or connections (short) that were right, and how long they took. */
  readonly count: number
  readonly seconds: number
  /** Streams, round trips or connections that went wrong: anything but 0 spoils the run. */
  readonly bad: number
  /** Why the first of them did. */
  readonly firstError?: string
  /** Times of round trips, ms. */
  readonly p50?: number
  readonly p99?: number
}

export type ToLoad = { readonly id: number; readonly job: Job }
export type FromLoad =
  | { readonly id: number; readonly outcome: Outcome }
  | { readonly id: number; readonly failure: string }
  /** A hold job has all its connections. */
  | { readonly id: number; readonly held: true }
