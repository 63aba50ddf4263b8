import { Button } from '@mantine/core'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { errorText } from '../data/api.ts'
import classes from './SaveForm.module.css'

interface SaveFormProps {
  /** Saves what stands in the fields; rejects with the reason when it cannot. */
  readonly save: () => Promise<void>
  /** It is saved, or was given up: the form goes away. */
  readonly onDone: () => void
  /**
   * The fields.
   * @param error why it was not saved, as a sentence; null: nothing failed, or a person has changed a field since
   */
  readonly children: (error: string | null) => ReactNode
}

/** Fields that are saved together: by the button, or by Ctrl+Enter in any of them. */
export function SaveForm({ save, onDone, children }: SaveFormProps) {
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  // Given up while it is saved, it must not end the form that stands in its place by then.
  const shown = useRef(false)
  useEffect(() => {
    shown.current = true
    return () => {
      shown.current = false
    }
  }, [])
  async function submit(): Promise<void> {
    if (busy) return
    setBusy(true)
    try {
      await save()
      if (shown.current) onDone()
    } catch (failure) {
      setError(errorText(failure))
      setBusy(false)
    }
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the keys are those of its fields
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
      onChange={() => setError(null)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void submit()
      }}
    >
      {children(error)}
      <div className={classes.buttons}>
        <Button variant="default" size="xs" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit" size="xs" loading={busy}>
          Save
        </Button>
      </div>
    </form>
  )
}
