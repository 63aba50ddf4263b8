/** A version number that grows, and those who want to know: what React's useSyncExternalStore asks for. */
export class Changes {
  readonly #listeners = new Set<() => void>()
  #version = 0

  /** Arrow functions, so that both can be handed to React as they are. */
  readonly version = (): number => this.#version

  /** @returns ends the subscription */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  emit(): void {
    this.#version++
    for (const listener of this.#listeners) listener()
  }
}
