import { Button } from '@mantine/core'
import { useStore } from 'zustand'
import type { Listener } from '@tcpscope/shared/api'
import { tryCommands } from '../../base/words.ts'
import { useRoute } from '../../stores/route.ts'
import { useServices } from '../../stores/services.ts'
import { CommandLine } from '../../widgets/CommandLine.tsx'
import { Notice } from '../../widgets/Notice.tsx'
import classes from './SessionList.module.css'

/** Listeners whose commands are shown at most: a newcomer has one. */
const SHOWN = 3

/** No rows: what to type to get the first, or that the filter leaves none. */
export function NoSessions() {
  const { listeners: store } = useServices()
  const { filter, setFilter } = useRoute()
  const listeners = useStore(store, (state) => state.listeners)
  if (filter.filter || filter.from !== undefined || filter.to !== undefined) {
    return (
      <Notice
        title="Nothing matches the filter"
        actions={
          <Button
            size="xs"
            variant="default"
            onClick={() => setFilter({ filter: null, from: null, to: null })}
          >
            Clear the filter
          </Button>
        }
      >
        <p className="dim">New ones appear here by themselves when they match.</p>
      </Notice>
    )
  }
  const chosen = listeners.filter(({ id }) => !filter.listener || id === filter.listener)
  const ready = chosen.filter(({ boundPort }) => boundPort !== null)
  if (ready.length === 0) {
    return (
      <Notice title="No session yet">
        <p className="dim">
          {chosen.length === 0
            ? 'The sessions of this listener are gone.'
            : 'Nothing is listening: start a listener at the side.'}
        </p>
      </Notice>
    )
  }
  return (
    <Notice title="Waiting for the first connection">
      <p className="dim">
        <span className={classes.pulse} aria-hidden="true" /> Point a client at{' '}
        {ready.length === 1 ? 'the listener' : 'a listener'}; the session appears here at once. To try it now:
      </p>
      {ready.slice(0, SHOWN).map((listener) => (
        <Commands key={listener.id} listener={listener} named={ready.length > 1} />
      ))}
    </Notice>
  )
}

function Commands({ listener, named }: { readonly listener: Listener; readonly named: boolean }) {
  const commands = tryCommands(listener.host, listener.boundPort ?? listener.port, listener.targetPort)
  return (
    <>
      {named && <strong>{listener.name}</strong>}
      {commands.map(({ command, about }) => (
        <CommandLine key={command} command={command} about={about} />
      ))}
    </>
  )
}
