import { Button } from '@mantine/core'
import { useStore } from 'zustand'
import { useServices } from '../../stores/services.ts'
import { Notice } from '../../widgets/Notice.tsx'
import { NoteItem } from './NoteItem.tsx'
import classes from './Notes.module.css'

/** The notes of a session, by place. */
export function NotesPane() {
  const { notes: store } = useServices()
  const { phase, error, notes } = useStore(store)
  if (phase === 'failed' && notes.length === 0) {
    return (
      <Notice
        title="The notes could not be fetched"
        actions={
          <Button size="xs" variant="default" onClick={() => store.reload()}>
            Try again
          </Button>
        }
      >
        <p className="dim">{error}</p>
      </Notice>
    )
  }
  if (phase === 'ready' && notes.length === 0) {
    return (
      <Notice title="No notes">
        <p className="dim">
          Select bytes in a hex pane and press <kbd>b</kbd>: a bookmark brings you back to them, a comment
          says what they are.
        </p>
      </Notice>
    )
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
    <section className={classes.pane} aria-label="Notes" tabIndex={0}>
      <ul className={classes.list}>
        {notes.map((note) => (
          <NoteItem key={note.id} note={note} />
        ))}
      </ul>
    </section>
  )
}
