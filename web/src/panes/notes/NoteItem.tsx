import { ActionIcon, Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconLink, IconPencil, IconTrash } from '@tabler/icons-react'
import { useStore } from 'zustand'
import type { Note } from '@tcpscope/shared/api'
import { formatMoment } from '../../base/format.ts'
import { noteTitle, placeWords, rangeOf } from '../../base/noteWords.ts'
import { byteLink, LINK_NAMES } from '../../stores/byteLink.ts'
import type { NotesStore } from '../../stores/notes.ts'
import { useServices } from '../../stores/services.ts'
import { toastError } from '../../widgets/toast.ts'
import { NoteMark } from './NoteMark.tsx'
import classes from './Notes.module.css'

/** How long a deleted note can be brought back by a click, ms. */
const UNDO_MS = 15_000

/** One note: where it is (a click goes there), what it says, and what can be done with it. */
export function NoteItem({ note }: { readonly note: Note }) {
  const { notes, selection, view, hexSettings } = useServices()
  const offsets = useStore(hexSettings, (state) => state.offsets)
  const { sessionId, direction, kind, colour, text, createdAtMs, changedAtMs } = note
  const range = rangeOf(note)
  const place = placeWords(direction, range, offsets)
  const name = `${noteTitle(note).slice(0, 60)}, ${place}`

  function goTo(): void {
    view.setSessionTab('panes')
    selection.select({ sessionId, direction, range, origin: 'notes' })
  }
  return (
    <li className={classes.item}>
      <span className={classes.mark}>
        <NoteMark kind={kind} colour={colour} />
      </span>
      <button
        type="button"
        className={classes.goto}
        data-direction={direction}
        title="Show these bytes"
        onClick={goTo}
      >
        {place}
      </button>
      <p className={classes.text}>{text === '' ? <span className="dim">no text</span> : text}</p>
      <time
        className={classes.time}
        dateTime={new Date(createdAtMs).toISOString()}
        title={changedAtMs > createdAtMs ? `changed ${formatMoment(changedAtMs)}` : undefined}
      >
        {formatMoment(createdAtMs).slice(0, -4)}
      </time>
      <span className={classes.actions}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          title="Copy the link to these bytes"
          aria-label={`Copy the link to the bytes of the note ${name}`}
          onClick={() => void copyLink(note)}
        >
          <IconLink size={15} />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          title="Change"
          aria-label={`Change the note ${name}`}
          onClick={() => notes.edit({ sessionId, direction, range, note })}
        >
          <IconPencil size={15} />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          title="Delete"
          aria-label={`Delete the note ${name}`}
          onClick={() => void removeNote(note, notes)}
        >
          <IconTrash size={15} />
        </ActionIcon>
      </span>
    </li>
  )
}

/** Puts the address of the note's bytes on the clipboard: it opens where the bytes are. */
async function copyLink(note: Note): Promise<void> {
  const link = new URL(byteLink(window.location.href, { direction: note.direction, range: rangeOf(note) }))
  link.searchParams.delete(LINK_NAMES.tab)
  link.searchParams.delete(LINK_NAMES.moment)
  try {
    await navigator.clipboard.writeText(link.href)
    notifications.show({ id: 'link', message: 'The link was copied.' })
  } catch (error) {
    toastError('The link could not be copied', error)
  }
}

/** Deletes a note, and offers to make it again. */
async function removeNote(note: Note, notes: NotesStore): Promise<void> {
  const { sessionId, direction, from, to, kind, colour, text } = note
  try {
    await notes.remove(note)
  } catch (error) {
    toastError('The note could not be deleted', error)
    return
  }
  const id = `note ${note.id}`
  const undo = async () => {
    notifications.hide(id)
    try {
      await notes.add(sessionId, { direction, from, to, kind, colour, text })
    } catch (error) {
      toastError('The note could not be brought back', error)
    }
  }
  notifications.show({
    id,
    autoClose: UNDO_MS,
    message: (
      <span className={classes.undo}>
        The note was deleted.
        <Button size="compact-xs" variant="default" onClick={() => void undo()}>
          Undo
        </Button>
      </span>
    ),
  })
}
