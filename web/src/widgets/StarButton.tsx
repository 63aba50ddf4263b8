import { IconStar, IconStarFilled } from '@tabler/icons-react'
import type { Session } from '@tcpscope/shared/api'
import classes from './StarButton.module.css'

interface StarButtonProps {
  readonly session: Pick<Session, 'number' | 'listenerName'>
  readonly starred: boolean
  readonly onStar: (starred: boolean) => void
  /** -1 where a key does the same and a tab stop each would be too many. */
  readonly tabIndex?: number
}

/** Marks a session, to be found again. The shape says it: filled or an outline. */
export function StarButton({ session, starred, onStar, tabIndex = 0 }: StarButtonProps) {
  const Star = starred ? IconStarFilled : IconStar
  return (
    <button
      type="button"
      className={classes.star}
      tabIndex={tabIndex}
      aria-label={`Star session ${session.number} of ${session.listenerName}`}
      aria-pressed={starred}
      title={starred ? 'Take the star away (s)' : 'Star (s)'}
      onClick={(event) => {
        // In a row that opens the session when it is clicked.
        event.stopPropagation()
        onStar(!starred)
      }}
    >
      <Star size={14} aria-hidden="true" />
    </button>
  )
}
