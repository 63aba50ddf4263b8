import { useEffect, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import type { Command } from '../../stores/commands.ts'
import { useServices } from '../../stores/services.ts'
import { rankCommands, sectionsOf, type Section } from './rank.ts'

/** Lines of the palette at most, for a query: who needs more types on. */
const MOST = 40

const NONE: readonly Command[] = []

/** What the palette lists for what was typed: everything under its headings, or what fits, best first. */
export function useFound(query: string): readonly Section[] {
  const { commands: store } = useServices()
  const commands = useStore(store, (state) => state.commands)
  const finders = useStore(store, (state) => state.finders)
  // What was found, and for which query: an answer to an older one is not shown.
  const [found, setFound] = useState<{ query: string; commands: readonly Command[] }>()

  useEffect(() => {
    if (query === '') return undefined
    const search = new AbortController()
    const parts: (readonly Command[])[] = finders.map(() => NONE)
    const put = (index: number, part: readonly Command[]) => {
      if (search.signal.aborted) return
      parts[index] = part
      setFound({ query, commands: parts.flat() })
    }
    finders.forEach((finder, index) => {
      const part = finder(query, search.signal)
      if (part instanceof Promise) part.then((list) => put(index, list)).catch(() => put(index, NONE))
      else put(index, part)
    })
    return () => search.abort()
  }, [finders, query])

  return useMemo(() => {
    if (query === '') return sectionsOf(commands, false)
    const special = found?.query === query ? found.commands : NONE
    const all = new Map([...special, ...rankCommands(commands, query)].map((each) => [each.id, each]))
    return sectionsOf([...all.values()].slice(0, MOST), true)
  }, [commands, found, query])
}
