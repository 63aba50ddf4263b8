import { assert } from '@tcpscope/shared/base'

/**
 * The tap channel: a ring in shared memory through which the relay hands everything that happens on its sockets,
 * bytes included, to the recorder. One writer, one reader, no locks; bytes are copied in once and written to
 * disk from where they lie.
 *
 *   relay ─write─▶ [ .. │ record │ record │ record │ .. ] ─drain─▶ recorder
 *                     tail (free again)          head (published once a loop turn)
 *
 * A record begins at a multiple of 8: u32 size, u8 type, u8 direction, u8 code, u8 0, u32 connection, u32 length,
 * f64 time, f64 time2, then `length` bytes. Records never wrap: a `skip` record fills the end of the ring.
 * Positions count bytes and wrap at 2^32; the capacity is a power of two.
 */
export const TapType = { skip: 0, opened: 1, connected: 2, data: 3, taken: 4, mark: 5, closed: 6 } as const
export type TapType = (typeof TapType)[keyof typeof TapType]

const HEADER = 32
const SLOT = { head: 0, tail: 1, readerWaits: 2, writerWaits: 3, batches: 4 } as const
/** Values of the readerWaits slot. */
const AWAKE = 0
const ASLEEP = 1
const NAPPING = 2

export interface TapMemory {
  readonly control: SharedArrayBuffer
  readonly ring: SharedArrayBuffer
}

/** @param capacity bytes, a power of two, 64 KiB..1 GiB; a record that is more than half of it may never fit */
export function createTapMemory(capacity: number): TapMemory {
  assert(
    capacity >= 65_536 && capacity <= 2 ** 30 && Number.isInteger(Math.log2(capacity)),
    'the tap capacity must be a power of two from 64 KiB to 1 GiB',
  )
  return { control: new SharedArrayBuffer(64), ring: new SharedArrayBuffer(capacity) }
}

abstract class TapEnd {
  protected readonly control: Int32Array
  protected readonly bytes: Uint8Array
  protected readonly words: Uint32Array
  protected readonly doubles: Float64Array
  readonly capacity: number

  /** Bytes in the ring that are not released. */
  abstract get used(): number

  constructor(memory: TapMemory) {
    this.control = new Int32Array(memory.control)
    this.bytes = new Uint8Array(memory.ring)
    this.words = new Uint32Array(memory.ring)
    this.doubles = new Float64Array(memory.ring)
    this.capacity = memory.ring.byteLength
  }

  /** Whether there is so much in the ring that a reader who naps is to get up. */
  get isPiledUp(): boolean {
    return this.used > this.capacity / 32
  }
}

const NOTHING = new Uint8Array(0)

/** The relay's end. */
export class TapWriter extends TapEnd {
  #head = 0
  #written = 0
  #published = 0

  /** Bytes written since the beginning, the ends of the ring that were skipped included. Never wraps. */
  get position(): number {
    return this.#written
  }

  /** Bytes in the ring that the reader has not released, unpublished ones included. */
  get used(): number {
    return (this.#head - Atomics.load(this.control, SLOT.tail)) >>> 0
  }

  /** Copies one record in. False, and nothing is written, when it does not fit now. */
  write(
    type: TapType,
    direction: 0 | 1,
    code: number,
    connection: number,
    time: number,
    time2: number,
    payload: Uint8Array = NOTHING,
  ): boolean {
    const size = (HEADER + payload.length + 7) & ~7
    let position = this.#head & (this.capacity - 1)
    const toEnd = this.capacity - position
    const skip = toEnd < size ? toEnd : 0
    if (this.used + skip + size > this.capacity) return false
    if (skip > 0) {
      this.words[position >> 2] = skip
      this.words[(position >> 2) + 1] = TapType.skip
      this.#head = (this.#head + skip) >>> 0
      this.#written += skip
      position = 0
    }
    const word = position >> 2
    this.words[word] = size
    this.words[word + 1] = type | (direction << 8) | (code << 16)
    this.words[word + 2] = connection
    this.words[word + 3] = payload.length
    this.doubles[(position >> 3) + 2] = time
    this.doubles[(position >> 3) + 3] = time2
    if (payload.length > 0) this.bytes.set(payload, position + HEADER)
    this.#head = (this.#head + size) >>> 0
    this.#written += size
    return true
  }

  /**
   * Makes what was written visible, and wakes the reader where it must be woken: a sleeping one always, a napping
   * one (it wakes by itself within milliseconds) only when much has piled up.
   */
  publish(): void {
    if (this.#head === this.#published) return
    this.#published = this.#head
    Atomics.store(this.control, SLOT.head, this.#head | 0)
    const waits = Atomics.load(this.control, SLOT.readerWaits)
    if (waits === ASLEEP || (waits === NAPPING && this.isPiledUp)) {
      Atomics.notify(this.control, SLOT.head)
    }
  }

  /** Asks the reader to tell when room is free again; it answers over its own message port. */
  askForRoom(): void {
    Atomics.store(this.control, SLOT.writerWaits, 1)
    Atomics.notify(this.control, SLOT.head)
  }
}

/** What one record says. The payload is a view into the ring, valid until `release`. */
export interface TapRecord {
  type: TapType
  direction: 0 | 1
  code: number
  connection: number
  time: number
  time2: number
  payload: Uint8Array
}

/** The recorder's end. */
export class TapReader extends TapEnd {
  #tail = 0
  #read = 0
  #released = 0

  /** Bytes released since the beginning: comparable with the writer's position. */
  get position(): number {
    return this.#released
  }

  /** Bytes published and not yet released. */
  get used(): number {
    return ((Atomics.load(this.control, SLOT.head) >>> 0) - this.#tail) >>> 0
  }

  /**
   * Visits published records in order, until there are none or `maxBytes` were visited.
   * @returns bytes visited; they stay in the ring until `release`
   */
  drain(maxBytes: number, visit: (record: TapRecord) => void): number {
    const head = Atomics.load(this.control, SLOT.head) >>> 0
    const from = this.#read
    while (this.#read !== head && (this.#read - from) >>> 0 < maxBytes) {
      const position = this.#read & (this.capacity - 1)
      const word = position >> 2
      const kind = this.words[word + 1]!
      this.#read = (this.#read + this.words[word]!) >>> 0
      if ((kind & 0xff) === TapType.skip) continue
      const length = this.words[word + 3]!
      visit({
        type: (kind & 0xff) as TapType,
        direction: ((kind >> 8) & 1) as 0 | 1,
        code: (kind >> 16) & 0xff,
        connection: this.words[word + 2]!,
        time: this.doubles[(position >> 3) + 2]!,
        time2: this.doubles[(position >> 3) + 3]!,
        payload: this.bytes.subarray(position + HEADER, position + HEADER + length),
      })
    }
    return (this.#read - from) >>> 0
  }

  /** Gives the visited bytes back to the writer. True when it asked to be told. */
  release(): boolean {
    this.#released += (this.#read - this.#tail) >>> 0
    this.#tail = this.#read
    Atomics.store(this.control, SLOT.tail, this.#tail | 0)
    if (Atomics.load(this.control, SLOT.writerWaits) === 0) return false
    Atomics.store(this.control, SLOT.writerWaits, 0)
    return true
  }

  /**
   * Blocks this thread for `timeoutMs`, or until it is needed.
   * @param nap the writer need not wake us for every small record, as we look again soon anyway, and what is there
   *   may lie: only when much has piled up we are needed
   */
  wait(timeoutMs: number, nap: boolean): void {
    Atomics.store(this.control, SLOT.readerWaits, nap ? NAPPING : ASLEEP)
    const head = nap ? Atomics.load(this.control, SLOT.head) : this.#read | 0
    if (!(nap && this.isPiledUp) && !this.writerWaits) {
      Atomics.wait(this.control, SLOT.head, head, timeoutMs)
    }
    Atomics.store(this.control, SLOT.readerWaits, AWAKE)
  }

  /** True when the writer has asked for room since the last `release`. */
  get writerWaits(): boolean {
    return Atomics.load(this.control, SLOT.writerWaits) !== 0
  }
}

/** How much has been published since the beginning, bytes modulo 2^32: for a third thread that wants to know the pace. */
export function tapPassed(memory: TapMemory): () => number {
  const control = new Int32Array(memory.control)
  return () => Atomics.load(control, SLOT.head) >>> 0
}

/** Ends the reader's wait from a third thread that has a message for it. */
export function wakeTapReader(memory: TapMemory): void {
  Atomics.notify(new Int32Array(memory.control), SLOT.head)
}

/**
 * Tells followers of the capture files whether what they read belongs together: the recorder counts up when it begins
 * to change files and again when it is done. Odd: it is at it.
 */
export class BatchCounter {
  readonly #control: Int32Array

  constructor(memory: TapMemory) {
    this.#control = new Int32Array(memory.control)
  }

  /** The recorder begins or ends a batch. */
  step(): void {
    Atomics.add(this.#control, SLOT.batches, 1)
  }

  get now(): number {
    return Atomics.load(this.#control, SLOT.batches)
  }

  /** True when no batch was under way at `seen` and none has begun since. */
  isUnchanged(seen: number): boolean {
    return seen % 2 === 0 && this.now === seen
  }
}
