/** More than so many faults end the run: what follows says nothing new. */
const MOST = 25

/** Everything that went wrong. */
export class Faults {
  readonly list: string[] = []
  readonly #now: () => string
  readonly #tooMany: () => void

  /** @param now the moment of a fault, in words; @param tooMany called once, when it is pointless to go on */
  constructor(now: () => string, tooMany: () => void) {
    this.#now = now
    this.#tooMany = tooMany
  }

  add(where: string, what: unknown): void {
    const text = what instanceof Error ? (what.stack ?? what.message) : String(what)
    if (this.list.length >= MOST) return
    const line = `${this.#now()} ${where}: ${text}`
    this.list.push(line)
    process.stderr.write(`FAULT ${line}\n`)
    if (this.list.length === MOST) this.#tooMany()
  }
}
