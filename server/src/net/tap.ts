import { frameDetail } from '@tcpscope/shared/capture'
import { type TapMemory, TapType, TapWriter } from '../core/tapRing.ts'

/** One record that did not fit into the ring and waits for room; the payload is a copy. */
interface Waiting {
  type: TapType
  direction: 0 | 1
  code: number
  connection: number
  time: number
  time2: number
  payload: Uint8Array
  recorded: (() => void) | undefined
}

/** Bytes in the ring of which somebody wants to know when they are in the file. */
interface Awaited {
  /** Position of the ring behind them. */
  readonly position: number
  readonly recorded: () => void
}

/** Facts are made here: larger ones do not occur (names are bounded), and if they did they would get room of their own. */
const FACTS_BYTES = 16 * 1024
const NOTHING = new Uint8Array(0)

/**
 * The relay's end of the tap channel: `push` always accepts, and may answer "now stop" (two watermarks, in bytes).
 *
 *   copier ─push─▶ ring ─▶ recorder          high: 3/4 of the ring, low: 1/4
 *            └──▶ overflow, in order, only while the ring is full: at most one read (256 KiB) a direction of each
 *                 connection, because whoever pushed above the high mark is held until the low mark
 *
 * What was pushed in one turn of the event loop is published at its end, at once.
 */
export class Tap {
  readonly #writer: TapWriter
  readonly #high: number
  readonly #low: number
  #overflow: Waiting[] = []
  #held: (() => void)[] = []
  #publishing = false
  /** The first stamp of this turn of the event loop. */
  #turnBegan = 0
  #flushed: (() => void)[] = []
  /** In the order of their positions. */
  #awaited: Awaited[] = []
  readonly #facts = Buffer.allocUnsafeSlow(FACTS_BYTES)

  constructor(memory: TapMemory) {
    this.#writer = new TapWriter(memory)
    this.#high = (this.#writer.capacity / 4) * 3
    this.#low = this.#writer.capacity / 4
  }

  /**
   * Bytes of one read.
   * @param recorded called when they are in the file, or could not be written to it
   * @returns false when the source must be held until `whenRoom` calls back
   */
  pushData(
    connection: number,
    direction: 0 | 1,
    bytes: Uint8Array,
    read: number,
    taken: number,
    recorded?: () => void,
  ): boolean {
    const full = this.#writer.used + bytes.length >= this.#high
    // What was read earlier in this turn of the loop was read while this waited: the system told of both at once.
    const waited = this.#publishing ? read - this.#turnBegan : 0
    const detail = frameDetail(full, recorded !== undefined, waited)
    this.#push(TapType.data, direction, detail, connection, read, taken, bytes, recorded)
    return !full
  }

  /** The peer of a direction has taken its next frame. */
  pushTaken(connection: number, direction: 0 | 1, time: number): void {
    this.#push(TapType.taken, direction, 0, connection, time, 0, NOTHING)
  }

  pushMark(connection: number, direction: 0 | 1, code: number, time: number): void {
    this.#push(TapType.mark, direction, code, connection, time, 0, NOTHING)
  }

  /** Facts (`opened`, `connected`) or the end (`closed`) of a connection, as JSON. */
  pushFacts(
    type: typeof TapType.opened | typeof TapType.connected | typeof TapType.closed,
    connection: number,
    time: number,
    facts: unknown,
  ): void {
    const text = JSON.stringify(facts)
    // Three bytes a character at the most.
    const bytes =
      text.length * 3 > FACTS_BYTES ? Buffer.from(text) : this.#facts.subarray(0, this.#facts.write(text))
    this.#push(type, 0, 0, connection, time, 0, bytes)
  }

  /** Calls back once, when the ring is below its low mark. */
  whenRoom(resume: () => void): void {
    this.#held.push(resume)
    this.#askForRoom()
  }

  /**
   * The recorder's answer to a request for room (see engine): move on what waits.
   * @param position of the ring up to which everything is in the files
   */
  roomFreed(position: number): void {
    let moved = 0
    for (const waiting of this.#overflow) {
      const { type, direction, code, connection, time, time2, payload, recorded } = waiting
      if (!this.#writer.write(type, direction, code, connection, time, time2, payload)) break
      if (recorded) this.#awaited.push({ position: this.#writer.position, recorded })
      moved++
    }
    this.#overflow = this.#overflow.slice(moved)
    this.#writer.publish()
    if (this.#overflow.length === 0) for (const resolve of this.#flushed.splice(0)) resolve()
    this.#tellRecorded(position)
    if (this.#overflow.length === 0 && (this.#held.length === 0 || this.#writer.used <= this.#low)) {
      const held = this.#held
      this.#held = []
      for (const resume of held) resume()
    }
    if (this.#overflow.length + this.#held.length + this.#awaited.length > 0) this.#askForRoom()
  }

  #tellRecorded(position: number): void {
    let done = 0
    while (done < this.#awaited.length && this.#awaited[done]!.position <= position) done++
    for (const { recorded } of this.#awaited.splice(0, done)) recorded()
  }

  /** Resolves when everything pushed so far is in the ring and published. */
  flush(): Promise<void> {
    this.#writer.publish()
    if (this.#overflow.length === 0) return Promise.resolve()
    return new Promise((resolve) => this.#flushed.push(resolve))
  }

  #push(
    type: TapType,
    direction: 0 | 1,
    code: number,
    connection: number,
    time: number,
    time2: number,
    payload: Uint8Array,
    recorded?: () => void,
  ): void {
    const fits =
      this.#overflow.length === 0 &&
      this.#writer.write(type, direction, code, connection, time, time2, payload)
    if (!fits) {
      // Buffer's own slice is no copy, and both facts and bytes read are Buffers.
      payload = new Uint8Array(payload)
      this.#overflow.push({ type, direction, code, connection, time, time2, payload, recorded })
      this.#askForRoom()
    } else if (recorded) this.#awaited.push({ position: this.#writer.position, recorded })
    if (this.#publishing) return
    this.#publishing = true
    this.#turnBegan = time
    setImmediate(() => {
      this.#publishing = false
      if (this.#awaited.length > 0) this.#askForRoom()
      else this.#writer.publish()
    })
  }

  #askForRoom(): void {
    this.#writer.publish()
    this.#writer.askForRoom()
  }
}
