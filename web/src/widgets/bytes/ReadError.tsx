import classes from './pane.module.css'

interface ReadErrorProps {
  /** What could not be read: the beginning of a sentence. */
  readonly what: string
  /** Why, as a sentence; null: nothing failed, and nothing is shown. */
  readonly error: string | null
  readonly onRetry: () => void
}

/** Above bytes: why some of them are not there, and another try. */
export function ReadError({ what, error, onRetry }: ReadErrorProps) {
  if (error === null) return null
  return (
    <p className={classes.error} role="alert">
      {what} could not be read: {error}{' '}
      <button type="button" onClick={onRetry}>
        Try again
      </button>
    </p>
  )
}
