import { PassThrough } from './passThrough.ts'

/**
 * Forwards at once, and tells the tap.
 *
 *   source ─data─▶ copier ─write─▶ sink          held by 'peer' while the sink's buffer is over its mark,
 *                     ║ push                     held by 'tap' while the recorder lags,
 *                     ▼                          held by 'turn' while others are read
 *                    tap
 *
 * The peer's socket "took" a frame when the kernel has all of it: usually at once (then one tap record says it
 * all), else when the write's callback comes (then a second record follows).
 */
export class Copier extends PassThrough {
  /** Frames that the tap knows as taken. */
  #known = 0

  whenPassed(then: () => void): void {
    then()
  }

  /** Bytes go on whether or not they could be recorded: the gap is in the record. */
  stop(): void {}

  protected take(chunk: Buffer): void {
    const { sink, tap, clock, buffers, connection } = this.way
    const read = clock.stamp()
    // The sink may be gone while its source still delivers: the bytes were read, so they are recorded.
    const written = sink.writable
    const room = written ? sink.write(chunk, this.#written) : true
    let taken = 0
    if (sink.writable && sink.writableLength === 0) {
      taken = clock.stamp()
      this.#known++
    }
    const tapRoom = tap.pushData(connection, this.code, chunk, read, taken)
    if (written) this.lent.wrote(chunk)
    else buffers.giveBack(chunk)
    if (!room) this.hold.take('peer')
    if (!tapRoom) this.holdForTap()
  }

  /** Writes call back in order, one for each frame. */
  readonly #written = (error?: Error | null): void => {
    if (error) return
    const called = this.lent.written()
    if (called <= this.#known) return
    this.#known = called
    this.sayTaken()
  }
}
