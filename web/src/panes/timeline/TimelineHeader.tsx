import type { ReactNode } from 'react'
import bar from '../../widgets/bar.module.css'
import { Legend } from './Legend.tsx'
import classes from './Timeline.module.css'

interface TimelineHeaderProps {
  readonly fits: boolean
  readonly onFit: () => void
  /** More buttons. */
  readonly children: ReactNode
}

/** What the colours mean, which keys there are, and what can be done with the timeline. */
export function TimelineHeader({ fits, onFit, children }: TimelineHeaderProps) {
  return (
    <header className={classes.header}>
      <h3 className={classes.title}>timeline</h3>
      <Legend />
      <span className={classes.spring} />
      <span className={classes.keys}>zoom w/s · pan a/d · area shift-drag</span>
      {children}
      <button
        type="button"
        className={bar.button}
        aria-pressed={fits}
        title="Show the whole session (f)"
        onClick={onFit}
      >
        fit
      </button>
    </header>
  )
}
