import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Dispose } from '../base/emitter.ts'

/** What a command is about; the palette lists the groups in this order. */
export const COMMAND_GROUPS = [
  'Go to',
  'Session',
  'Bytes',
  'Timeline',
  'Listeners',
  'Sessions',
  'View',
  'Help',
] as const
export type CommandGroup = (typeof COMMAND_GROUPS)[number]

/** Something a person can do, as the command palette offers it. */
export interface Command {
  /** Unique among all commands, and the same each time: `session.download.hex`. */
  readonly id: string
  readonly group: CommandGroup
  /** In the imperative, and as a button would say it: `Download the hex log`. */
  readonly title: string
  /** A few words beside the title: what it applies to. */
  readonly about?: string
  /** Other words it is found by. */
  readonly words?: string
  /** The keys that do the same, as the shortcut sheet shows them. */
  readonly keys?: readonly string[]
  /** Runs after the palette is closed and the focus is back where it was: so it may move the focus. */
  readonly run: () => void
}

/**
 * Commands that depend on what was typed: `17` a session, `0x1f0` an offset.
 * @param query trimmed, never empty
 * @param signal aborted as soon as something else is typed
 * @returns few and best first; a rejection counts as none
 */
export type CommandFinder = (query: string, signal: AbortSignal) => readonly Command[] | Promise<Command[]>

export interface CommandsState {
  /** In the order of their registration. */
  readonly commands: readonly Command[]
  readonly finders: readonly CommandFinder[]
}

export interface CommandsStore extends Pick<
  StoreApi<CommandsState>,
  'getState' | 'getInitialState' | 'subscribe'
> {
  /** Offers commands until disposed; one with the same id that was there before is hidden meanwhile. */
  register(commands: readonly Command[]): Dispose
  registerFinder(finder: CommandFinder): Dispose
}

/** What can be done right now: each pane registers its part while it is shown. */
export function createCommandsStore(): CommandsStore {
  const registered = new Set<readonly Command[]>()
  const store = createStore<CommandsState>()(() => ({ commands: [], finders: [] }))
  const renew = () =>
    store.setState({
      commands: [...new Map([...registered].flat().map((command) => [command.id, command])).values()],
    })
  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    register: (commands) => {
      // A list of its own: the same array may be registered twice.
      const own = [...commands]
      registered.add(own)
      renew()
      return () => {
        if (registered.delete(own)) renew()
      }
    },
    registerFinder: (finder) => {
      const own: CommandFinder = (query, signal) => finder(query, signal)
      store.setState(({ finders }) => ({ finders: [...finders, own] }))
      return () => store.setState(({ finders }) => ({ finders: finders.filter((one) => one !== own) }))
    },
  }
}
