import { formatCount } from '../../base/format.ts'
import classes from './Conversation.module.css'

interface ConversationBarProps {
  readonly frames: number
  readonly live: boolean
  readonly follow: boolean
  readonly onFollow: (follow: boolean) => void
  /** Why a part could not be read, as a sentence, or null. */
  readonly error: string | null
  readonly onRetry: () => void
}

/** The bar above the conversation, and what went wrong. */
export function ConversationBar({ frames, live, follow, onFollow, error, onRetry }: ConversationBarProps) {
  return (
    <>
      <header className={classes.toolbar}>
        <h3 className={classes.title}>conversation</h3>
        <span className={classes.dim}>{formatCount(frames)} frames</span>
        <span className={classes.spring} />
        <span className={classes.dim}>frames [ ]</span>
        <button
          type="button"
          className={classes.tail}
          aria-pressed={follow}
          disabled={!live && !follow}
          title={live ? 'Stay at the newest frame (End)' : 'The connection has ended: nothing more comes'}
          onClick={() => onFollow(!follow)}
        >
          tail {follow ? '✓' : ''}
        </button>
      </header>
      {error !== null && (
        <p className={classes.error} role="alert">
          A part of the conversation could not be read: {error}{' '}
          <button type="button" className={classes.retry} onClick={onRetry}>
            Try again
          </button>
        </p>
      )}
    </>
  )
}
