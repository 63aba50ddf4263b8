import { assertNever } from '@tcpscope/shared/base'
import { useStore } from 'zustand'
import type { LiveState } from '../live/liveClient.ts'
import { useServices } from '../stores/services.ts'
import classes from './TopBar.module.css'

/** Whether what is shown is the present. */
export function LivePill() {
  const { server } = useServices()
  const phase = useStore(server, ({ live }) => live.phase)
  return (
    <output className={classes.pill} data-phase={phase === 'live' ? 'live' : 'away'}>
      <span className={classes.dot} aria-hidden="true" />
      {wordOf(phase)}
    </output>
  )
}

function wordOf(phase: LiveState['phase']): string {
  switch (phase) {
    case 'live':
      return 'live'
    case 'connecting':
      return 'connecting'
    case 'reconnecting':
      return 'reconnecting'
    case 'unauthorized':
      return 'not let in'
    case 'stopped':
      return 'stopped'
    default:
      return assertNever(phase)
  }
}
