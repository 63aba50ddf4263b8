import { useStore } from 'zustand'
import type { SessionFeed } from '../../live/sessionFeed.ts'
import { useServices } from '../../stores/services.ts'
import bar from '../../widgets/bar.module.css'
import { NotRead } from '../../widgets/NotRead.tsx'
import { momentWords } from './moment.ts'
import { scrubberId } from './Scrubber.tsx'
import classes from './Scrubber.module.css'

interface MomentBarProps {
  readonly feed: SessionFeed
  /** The moment a press of the button begins at, ns. */
  readonly startNs: () => number
}

/** As of when the session is shown, and how to get there and back. */
export function MomentBar({ feed, startNs }: MomentBarProps) {
  const { view } = useServices()
  const timeNs = useStore(view, ({ asOf }) => (asOf?.sessionId === feed.id ? asOf.timeNs : null))
  const error = useStore(feed.asOf, (state) => state.error)
  if (timeNs === null) {
    return (
      <button
        type="button"
        className={bar.button}
        title="Show everything as of a moment; capture goes on (t)"
        onClick={() => {
          view.showAsOf(feed.whole.getState().session, startNs())
          document.getElementById(scrubberId(feed))?.focus()
        }}
      >
        as of…
      </button>
    )
  }
  const { since, clock } = momentWords(timeNs, feed.whole.getState().session.startedAtMs)
  return (
    <span className={classes.moment}>
      <NotRead error={error} onRetry={() => feed.retryAsOf()} />
      <span title={clock}>
        as of <strong>{since}</strong>
      </span>
      <button
        type="button"
        className={bar.button}
        data-on
        title="Back to the present (Esc)"
        onClick={() => view.goLive()}
      >
        live again
      </button>
    </span>
  )
}
