import { createStore, type StoreApi } from 'zustand/vanilla'

/** The part of the browser's storage that is used. */
export type Memory = Pick<Storage, 'getItem' | 'setItem'>

export interface RememberedStore<T> extends StoreApi<T> {
  /** Changes some of it, and remembers all of it. */
  set(patch: Partial<T>): void
}

/**
 * A store of settings that this browser remembers. Where it may not store anything they last as long as the
 * page, and what another version left there is taken as far as it is understood.
 * @param understood for each setting, whether a value found in the storage is one of its values
 */
export function createRemembered<T extends object>(
  name: string,
  defaults: T,
  understood: { readonly [K in keyof T]: (value: unknown) => boolean },
  memory: Memory | null = browserMemory(),
): RememberedStore<T> {
  const store = createStore<T>()(() => ({ ...defaults, ...read() }))

  function read(): Partial<T> {
    const found: Partial<T> = {}
    try {
      const stored = JSON.parse(memory?.getItem(name) ?? '{}') as Record<string, unknown> | null
      for (const key of Object.keys(defaults) as (keyof T & string)[]) {
        const value = stored?.[key]
        if (value !== undefined && understood[key](value)) found[key] = value as T[typeof key]
      }
    } catch {
      // Not JSON, or not to be read: the defaults.
    }
    return found
  }

  return {
    ...store,
    set: (patch) => {
      store.setState(patch)
      try {
        memory?.setItem(name, JSON.stringify(store.getState()))
      } catch {
        // Full or forbidden: the setting holds until the page goes.
      }
    },
  }
}

/** @returns null where the browser forbids even to look */
function browserMemory(): Memory | null {
  try {
    return globalThis.localStorage
  } catch {
    return null
  }
}
