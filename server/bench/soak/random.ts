/** A seeded source of choices (mulberry32): the same seeds give the same choices. */
export class Random {
  #state: number

  constructor(...seeds: readonly number[]) {
    this.#state = 0
    for (const seed of seeds) this.#state = Math.imul(this.#state ^ seed, 0x9e37_79b1) + 0x7f4a_7c15
    this.next()
  }

  /** 0 (included) to 1 (not included). */
  next(): number {
    this.#state = (this.#state + 0x6d2b_79f5) | 0
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000
  }

  /** An integer, both ends included. */
  int(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1))
  }

  /** An integer of any order of magnitude between the two, each order as likely. @param min 1 or more */
  size(min: number, max: number): number {
    return Math.floor(min * (max / min) ** this.next())
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  /** One of them; undefined when there are none. */
  pick<T>(list: readonly T[]): T | undefined {
    return list[Math.floor(this.next() * list.length)]
  }

  /** One of them, as likely as it weighs. */
  weighed<T extends { readonly weight: number }>(list: readonly [T, ...T[]]): T {
    let left = this.next() * list.reduce((sum, { weight }) => sum + weight, 0)
    return list.find(({ weight }) => (left -= weight) < 0) ?? list[0]
  }
}
