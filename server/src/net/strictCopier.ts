import { PassThrough } from './passThrough.ts'

/** Bytes of a direction that may wait for the recorder; its source is held from here on, until half of it is left. */
const WINDOW = 1024 * 1024

/**
 * Forwards no byte before it is in its file: for a strict listener.
 *
 *   source ─data─▶ tap ═▶ recorder ─"these are in the file"─▶ sink
 *
 * Held by 'file' while too much waits for the recorder, by 'tap' while the ring is full, by 'peer' while the sink
 * takes no more.
 */
export class StrictCopier extends PassThrough {
  /** Bytes read and not forwarded yet. */
  #waiting = 0
  #stopped = false
  #passed: (() => void)[] = []

  whenPassed(then: () => void): void {
    if (this.#waiting === 0) then()
    else this.#passed.push(then)
  }

  stop(): void {
    this.#stopped = true
  }

  protected take(chunk: Buffer): void {
    const { tap, clock, connection } = this.way
    this.#waiting += chunk.length
    if (this.#waiting >= WINDOW) this.hold.take('file')
    const recorded = (): void => this.#forward(chunk)
    const tapRoom = tap.pushData(connection, this.code, chunk, clock.stamp(), 0, recorded)
    if (!tapRoom) this.holdForTap()
  }

  #forward(chunk: Buffer): void {
    const { sink, buffers } = this.way
    const { length } = chunk
    if (this.#stopped || !sink.writable) buffers.giveBack(chunk)
    else {
      if (!sink.write(chunk, this.#written)) this.hold.take('peer')
      this.lent.wrote(chunk)
    }
    this.#waiting -= length
    if (this.#waiting <= WINDOW / 2) this.hold.release('file')
    if (this.#waiting === 0) for (const then of this.#passed.splice(0)) then()
  }

  readonly #written = (error?: Error | null): void => {
    if (error) return
    this.lent.written()
    this.sayTaken()
  }
}
