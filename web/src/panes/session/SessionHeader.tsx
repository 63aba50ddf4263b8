import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconAlertTriangle, IconArrowsLeftRight, IconPlayerStop, IconTrash, IconX } from '@tabler/icons-react'
import { memo, useState } from 'react'
import { useStore } from 'zustand'
import type { Session } from '@tcpscope/shared/api'
import { formatAge, formatBytes, formatDuration, formatMoment } from '../../base/format.ts'
import { isLive } from '../../base/words.ts'
import { useRoute } from '../../stores/route.ts'
import { useServices } from '../../stores/services.ts'
import { confirmDeleteSession } from '../../widgets/deleteSession.ts'
import { StateShape } from '../../widgets/StateShape.tsx'
import { useNow } from '../../widgets/useNow.ts'
import { WaitsOn } from '../../widgets/WaitsOn.tsx'
import { closeConnection } from './closeConnection.ts'
import type { SessionFeed } from './contract.ts'
import { Downloads } from './Downloads.tsx'
import { SessionRemarks } from './SessionRemarks.tsx'
import classes from './SessionView.module.css'

/** Who talks to whom, how it stands, and what can be done with it. */
export function SessionHeader({ feed }: { readonly feed: SessionFeed }) {
  const { closeSession } = useRoute()
  const session = useStore(feed.store, (state) => state.session)
  // What can be done is done to the session as it is, whichever moment is shown; and so it is with what is said of it.
  const whole = useStore(feed.whole, (state) => state.session)
  const live = isLive(whole)
  return (
    <header className={classes.header}>
      <div className={classes.who}>
        <h2 className={classes.title} title={session.listenerName}>
          #{session.number} {session.listenerName}
        </h2>
        <span className={classes.peers}>
          <span title={`client ${session.client}`}>{session.client}</span>
          <IconArrowsLeftRight size={14} aria-hidden="true" />
          <span
            title={`target ${session.target}${session.remote && session.remote !== session.target ? `, at ${session.remote}` : ''}`}
          >
            {session.target}
          </span>
        </span>
        <span className={classes.state}>
          <StateShape state={session.state} /> {session.state} <Age session={session} />
        </span>
        <Blocked session={session} />
        <SessionRemarks session={whole} />
        {session.gapBytes > 0 && (
          <span className={classes.gap} title="These bytes were passed on, but could not be recorded">
            <IconAlertTriangle size={14} aria-hidden="true" /> gap: {formatBytes(session.gapBytes)} missing
          </span>
        )}
        {session.close && (
          <span className={classes.cause} title={session.close.text}>
            {session.close.text}
          </span>
        )}
      </div>
      <div className={classes.actions}>
        <Downloads id={session.id} hexLog={session.hexLog} />
        {live ? <CloseConnection id={session.id} /> : <Delete session={session} />}
        <Tooltip label="Back to the list (Esc)">
          <ActionIcon variant="subtle" color="gray" aria-label="Back to the list" onClick={closeSession}>
            <IconX size={16} />
          </ActionIcon>
        </Tooltip>
      </div>
    </header>
  )
}

/** How long it has been open, or was. */
function Age({ session }: { readonly session: Session }) {
  const { view } = useServices()
  const frozenAtMs = useStore(view, ({ asOf, frozenAtMs }) => asOf?.atMs ?? frozenAtMs)
  const live = isLive(session)
  const now = useNow(1000, live && frozenAtMs === null)
  const seconds = Math.max(0, Math.floor(((frozenAtMs ?? now) - session.startedAtMs) / 1000))
  return (
    <time
      dateTime={new Date(session.startedAtMs).toISOString()}
      title={`since ${formatMoment(session.startedAtMs)}`}
    >
      {live ? formatAge(seconds) : formatDuration(session.durationNs)}
    </time>
  )
}

/** Who it waits for now. */
function Blocked({ session }: { readonly session: Session }) {
  const { view } = useServices()
  const frozenAtMs = useStore(view, (state) => state.frozenAtMs)
  const now = useNow(1000, session.waitsOn !== null && frozenAtMs === null)
  return <WaitsOn session={session} nowMs={frozenAtMs ?? now} />
}

const CloseConnection = memo(function CloseConnection({ id }: Pick<Session, 'id'>) {
  const { api } = useServices()
  const [busy, setBusy] = useState(false)
  async function close(): Promise<void> {
    setBusy(true)
    await closeConnection(id, api)
    setBusy(false)
  }
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={busy}
      leftSection={<IconPlayerStop size={14} />}
      title="End the connection: both peers get a reset"
      onClick={() => void close()}
    >
      close connection
    </Button>
  )
})

function Delete({ session }: { readonly session: Session }) {
  const { api } = useServices()
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<IconTrash size={14} />}
      onClick={() => confirmDeleteSession(session, api)}
    >
      delete
    </Button>
  )
}
