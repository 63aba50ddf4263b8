import classes from './pane.module.css'

interface TailButtonProps {
  readonly follow: boolean
  /** Whether anything more can come. */
  readonly live: boolean
  /** What the view stays at, in words. */
  readonly newest: string
  readonly onFollow: (follow: boolean) => void
}

/** Whether the view stays at the newest bytes. */
export function TailButton({ follow, live, newest, onFollow }: TailButtonProps) {
  return (
    <button
      type="button"
      className={classes.tail}
      aria-pressed={follow}
      disabled={!live && !follow}
      title={live ? `Stay at ${newest} (End)` : 'The connection has ended: nothing more comes'}
      onClick={() => onFollow(!follow)}
    >
      tail {follow ? '✓' : ''}
    </button>
  )
}
