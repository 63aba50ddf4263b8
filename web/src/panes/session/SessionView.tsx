import { useEffect, useState } from 'react'
import { Button } from '@mantine/core'
import { useStore } from 'zustand'
import { assertNever, type SessionId } from '@tcpscope/shared/base'
import { openSession, type OpenedSession } from '../../live/sessionFeed.ts'
import { useRoute } from '../../stores/route.ts'
import { useServices } from '../../stores/services.ts'
import { Notice } from '../../widgets/Notice.tsx'
import type { SessionPanes } from './contract.ts'
import { SessionBody } from './SessionBody.tsx'
import { useFindKeys } from './useFindKeys.ts'

interface SessionViewProps {
  readonly id: SessionId
  readonly panes: SessionPanes
}

/** One session: follows it while it is shown. Mounted anew for another id. */
export function SessionView({ id, panes }: SessionViewProps) {
  const services = useServices()
  const [opened, setOpened] = useState<OpenedSession | null>(null)
  useEffect(() => {
    const session = openSession(services, id)
    services.selection.clear(id)
    services.notes.open(id)
    // The subscription lives as long as this effect, so only the effect can make it.
    // oxlint-disable-next-line react/set-state-in-effect
    setOpened(session)
    return () => session.close()
  }, [services, id])
  return (
    <section aria-label="Session" style={{ height: '100%' }}>
      {opened && <Opened opened={opened} panes={panes} />}
    </section>
  )
}

function Opened({ opened, panes }: { readonly opened: OpenedSession; readonly panes: SessionPanes }) {
  const { closeSession } = useRoute()
  const state = useStore(opened.store)
  useFindKeys(state.phase === 'loading' || state.phase === 'open')
  switch (state.phase) {
    case 'loading':
      return null
    case 'open':
      return <SessionBody feed={state.feed} panes={panes} />
    case 'missing':
    case 'failed':
      return (
        <Notice
          title={state.phase === 'missing' ? 'There is no such session' : 'The session cannot be shown'}
          actions={
            <Button size="xs" variant="default" onClick={closeSession}>
              Back to the list
            </Button>
          }
        >
          <p className="dim">{state.message}</p>
        </Notice>
      )
    default:
      return assertNever(state)
  }
}
