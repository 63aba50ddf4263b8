import { useCallback, useState } from 'react'
import { Button, ScrollArea } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useStore } from 'zustand'
import type { Listener } from '@tcpscope/shared/api'
import { useRoute } from '../../stores/route.ts'
import { useServices } from '../../stores/services.ts'
import { ListenerForm } from './ListenerForm.tsx'
import { ListenerItem } from './ListenerItem.tsx'
import { useListenerCommands } from './useListenerCommands.ts'
import classes from './ListenersPanel.module.css'

/** All listeners; a click on one filters the session list. */
export function ListenersPanel() {
  const { listeners: store } = useServices()
  const listeners = useStore(store, (state) => state.listeners)
  const phase = useStore(store, (state) => state.phase)
  const error = useStore(store, (state) => state.error)
  const { filter, setFilter } = useRoute()
  // What the dialog is about; undefined: it is closed.
  const [edited, setEdited] = useState<Listener | null | undefined>(undefined)
  useListenerCommands(setEdited)
  const close = useCallback(() => setEdited(undefined), [])

  return (
    <div className={classes.panel}>
      <div className={classes.head}>
        <h2 className={classes.title}>Listeners</h2>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} />}
          onClick={() => setEdited(null)}
        >
          New listener
        </Button>
      </div>
      <ScrollArea className={classes.scroll ?? ''} type="auto">
        {phase === 'failed' && (
          <div className={classes.failed} role="alert">
            {error}{' '}
            <Button size="compact-xs" variant="default" onClick={() => store.reload()}>
              Try again
            </Button>
          </div>
        )}
        {phase === 'ready' && listeners.length === 0 && <p className={classes.none}>None yet.</p>}
        <ul className={classes.list}>
          {listeners.map((listener) => (
            <ListenerItem
              key={listener.id}
              listener={listener}
              selected={filter.listener === listener.id}
              onSelect={() => setFilter({ listener: filter.listener === listener.id ? null : listener.id })}
              onEdit={() => setEdited(listener)}
              onDeleted={() => filter.listener === listener.id && setFilter({ listener: null })}
            />
          ))}
        </ul>
      </ScrollArea>
      {edited !== undefined && <ListenerForm listener={edited} onClose={close} />}
    </div>
  )
}
