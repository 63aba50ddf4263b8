/** Ends a subscription. Calling it twice is fine. */
export type Dispose = () => void

/** Typed events, called in the order of their registration. A handler may take itself off while it runs. */
export class Emitter<Events extends object> {
  readonly #handlers = new Map<keyof Events, Set<(event: never) => void>>()

  on<K extends keyof Events>(type: K, handler: (event: Events[K]) => void): Dispose {
    let handlers = this.#handlers.get(type)
    if (!handlers) {
      handlers = new Set()
      this.#handlers.set(type, handlers)
    }
    handlers.add(handler)
    return () => {
      handlers.delete(handler)
    }
  }

  emit<K extends keyof Events>(type: K, event: Events[K]): void {
    const handlers = this.#handlers.get(type) as Set<(event: Events[K]) => void> | undefined
    if (!handlers) return
    for (const handler of handlers) handler(event)
  }
}

/** Ends several subscriptions with one call. */
export function disposeAll(disposers: readonly Dispose[]): Dispose {
  return () => {
    for (const dispose of disposers) dispose()
  }
}
