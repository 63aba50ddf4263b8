import { useEffect } from 'react'
import type { Command, CommandFinder } from './commands.ts'
import { useServices } from './services.ts'

/**
 * Offers commands in the palette while the component is mounted.
 * @param commands kept from one drawing to the next (useMemo): a new list is registered anew
 */
export function useCommands(commands: readonly Command[]): void {
  const { commands: store } = useServices()
  useEffect(() => store.register(commands), [store, commands])
}

/** Offers commands that depend on what was typed. @param finder kept from one drawing to the next (useCallback) */
export function useCommandFinder(finder: CommandFinder): void {
  const { commands: store } = useServices()
  useEffect(() => store.registerFinder(finder), [store, finder])
}
