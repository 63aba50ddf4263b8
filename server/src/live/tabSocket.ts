/** One browser tab's socket, as far as the hub cares. */
export interface TabSocket {
  send(data: string | Uint8Array): void
  /** Bytes handed to `send` that the system has not taken yet. */
  readonly bufferedAmount: number
  /** Must not wait for a tab that reads nothing. */
  close(code: number, reason: string): void
}
