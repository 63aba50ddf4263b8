import { assertNever } from '@tcpscope/shared/base'
import type { Listener, SessionState } from '@tcpscope/shared/api'
import classes from './StateShape.module.css'

/**
 * A state as a shape; colour only helps. Decoration: the word stands beside it or in a label.
 * ● open, ◐ half-closed, ○ closed, ✕ failed, ◌ connecting, ◇ interrupted, ▲ a listener that failed.
 */
export function StateShape({ state }: { readonly state: SessionState | Listener['state'] }) {
  return (
    <svg className={classes.shape} data-state={state} viewBox="0 0 12 12" aria-hidden="true">
      <Shape state={state} />
    </svg>
  )
}

function Shape({ state }: { readonly state: SessionState | Listener['state'] }) {
  switch (state) {
    case 'open':
    case 'listening':
      return <circle cx="6" cy="6" r="4.5" fill="currentColor" />
    case 'half-closed':
      return (
        <>
          <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.5" />
          <path d="M6 2a4 4 0 0 0 0 8z" fill="currentColor" />
        </>
      )
    case 'closed':
    case 'stopped':
      return <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.5" />
    case 'connecting':
      return (
        <circle
          cx="6"
          cy="6"
          r="4"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
          strokeDasharray="2 2.2"
        />
      )
    case 'interrupted':
      return <path d="M6 1.5 10.5 6 6 10.5 1.5 6z" fill="none" stroke="currentColor" strokeWidth="1.5" />
    case 'failed':
      return <path d="m2.5 2.5 7 7m0-7-7 7" fill="none" stroke="currentColor" strokeWidth="1.8" />
    default:
      return assertNever(state)
  }
}
