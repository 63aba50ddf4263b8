import bar from './bar.module.css'

interface NotReadProps {
  /** Why, as a sentence; null: nothing failed, and nothing is shown. */
  readonly error: string | null
  readonly onRetry: () => void
}

/** In a bar: why something was not read, and another try. */
export function NotRead({ error, onRetry }: NotReadProps) {
  if (error === null) return null
  return (
    <span className={bar.fault} role="alert">
      not read: {error}{' '}
      <button type="button" className={bar.button} onClick={onRetry}>
        Try again
      </button>
    </span>
  )
}
