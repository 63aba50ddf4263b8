import { useMemo } from 'react'
import { useStore } from 'zustand'
import type { Listener } from '@tcpscope/shared/api'
import { formatAddress } from '@tcpscope/shared/base'
import type { Command } from '../../stores/commands.ts'
import { useRoute } from '../../stores/route.ts'
import { useServices } from '../../stores/services.ts'
import { useCommands } from '../../stores/useCommands.ts'
import { confirmDeleteListener, toggleListener } from './listenerActions.ts'

/** What can be done with listeners, for the palette. @param edit opens the dialog; null: for a new one */
export function useListenerCommands(edit: (listener: Listener | null) => void): void {
  const { api, listeners: store } = useServices()
  const listeners = useStore(store, (state) => state.listeners)
  const { filter, setFilter } = useRoute()
  const commands = useMemo(() => {
    const made: Command[] = [
      {
        id: 'listeners.new',
        group: 'Listeners',
        title: 'New listener',
        words: 'add create port proxy',
        run: () => edit(null),
      },
    ]
    for (const listener of listeners) {
      const { id, name, state, host, port, boundPort, targetHost, targetPort } = listener
      const listen = formatAddress({ host, port: boundPort ?? port })
      const about = `${listen} → ${formatAddress({ host: targetHost, port: targetPort })}`
      const shown = filter.listener === id
      const add = (verb: string, title: string, words: string, run: () => void) =>
        made.push({ id: `listeners.${verb}.${id}`, group: 'Listeners', title, about, words, run })
      add('toggle', `${state === 'listening' ? 'Stop' : 'Start'} ${name}`, 'listener', () => {
        void toggleListener(listener, api, store)
      })
      add('show', shown ? 'Sessions of all listeners' : `Only sessions of ${name}`, 'filter list', () =>
        setFilter({ listener: shown ? null : id }),
      )
      add('edit', `Edit ${name}`, 'listener settings change', () => edit(listener))
      add('delete', `Delete ${name}`, 'listener remove', () =>
        confirmDeleteListener(listener, api, () => shown && setFilter({ listener: null })),
      )
    }
    return made
  }, [listeners, filter.listener, api, store, setFilter, edit])
  useCommands(commands)
}
