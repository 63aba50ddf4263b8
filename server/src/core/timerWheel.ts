/**
 * One timer for all deadlines: coarse slots, each a set of entries; the owner calls `advance` at every tick. Adding
 * and cancelling cost the same however many deadlines there are. A deadline may come up to one slot late, never
 * early.
 */
export class TimerWheel {
  readonly #slotMs: number
  readonly #slots: Set<Deadline>[]
  #tick: number
  #size = 0

  /** @param slotMs width of a slot in ms, @param slots how many, @param nowMs the time now */
  constructor(slotMs: number, slots: number, nowMs: number) {
    this.#slotMs = slotMs
    this.#slots = Array.from({ length: slots }, () => new Set())
    this.#tick = Math.floor(nowMs / slotMs)
  }

  /** Deadlines that are waiting. */
  get size(): number {
    return this.#size
  }

  /** Calls `expire` once, at the first `advance` that is not before `atMs`. */
  add(atMs: number, expire: () => void): Deadline {
    const due = Math.max(this.#tick + 1, Math.ceil(atMs / this.#slotMs))
    const deadline: Deadline = { due, expire, slot: this.#slots[due % this.#slots.length]! }
    deadline.slot.add(deadline)
    this.#size++
    return deadline
  }

  /** A deadline that has passed or was cancelled before is fine. */
  cancel(deadline: Deadline): void {
    if (deadline.slot.delete(deadline)) this.#size--
  }

  advance(nowMs: number): void {
    const now = Math.floor(nowMs / this.#slotMs)
    // After a long sleep every slot is due once; more turns of the wheel would only visit them again.
    const from = Math.max(this.#tick + 1, now - this.#slots.length + 1)
    const expired: Deadline[] = []
    for (let tick = from; tick <= now; tick++) {
      for (const deadline of this.#slots[tick % this.#slots.length]!) {
        if (deadline.due <= now) expired.push(deadline)
      }
    }
    this.#tick = Math.max(this.#tick, now)
    for (const deadline of expired) {
      if (!deadline.slot.delete(deadline)) continue
      this.#size--
      deadline.expire()
    }
  }
}

export interface Deadline {
  readonly due: number
  readonly expire: () => void
  readonly slot: Set<Deadline>
}
