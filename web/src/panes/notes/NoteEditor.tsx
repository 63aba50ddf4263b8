import { Modal, Radio, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useStore } from 'zustand'
import { MAX_NOTE_TEXT, NOTE_COLOURS, NOTE_KINDS, type NoteColour, type NoteKind } from '@tcpscope/shared/api'
import { COLOUR_WORDS, KIND_WORDS, placeWords } from '../../base/noteWords.ts'
import type { NoteDraft } from '../../stores/notes.ts'
import { useServices } from '../../stores/services.ts'
import { SaveForm } from '../../widgets/SaveForm.tsx'
import { NoteMark } from './NoteMark.tsx'
import classes from './Notes.module.css'

/** The dialog in which a note is made or changed; opened through the notes store. */
export function NoteEditor() {
  const { notes } = useServices()
  const draft = useStore(notes, (state) => state.draft)
  const close = () => notes.edit(null)
  return (
    <Modal
      opened={draft !== null}
      onClose={close}
      title={draft?.note ? 'Change the note' : 'New note'}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {draft && <NoteForm draft={draft} onDone={close} />}
    </Modal>
  )
}

function NoteForm({ draft, onDone }: { readonly draft: NoteDraft; readonly onDone: () => void }) {
  const { notes, hexSettings } = useServices()
  const offsets = useStore(hexSettings, (state) => state.offsets)
  const { note, direction, range } = draft
  const [text, setText] = useState(note?.text ?? '')
  // Until a person says: without words it is a bookmark, with words a comment.
  const [chosen, setChosen] = useState<NoteKind | null>(note?.kind ?? null)
  const [colour, setColour] = useState<NoteColour>(note?.colour ?? 'yellow')
  const kind = chosen ?? (text.trim() === '' ? 'bookmark' : 'comment')

  async function save(): Promise<void> {
    const words = { kind, colour, text }
    if (note) await notes.change(note, words)
    else await notes.add(draft.sessionId, { direction, from: range.start, to: range.end, ...words })
  }

  return (
    <SaveForm save={save} onDone={onDone}>
      {(error) => (
        <>
          <p className={classes.place}>{placeWords(direction, range, offsets)}</p>
          <Textarea
            data-autofocus
            label="Text"
            placeholder="What these bytes are; a bookmark needs none"
            description="Ctrl+Enter saves"
            autosize
            minRows={3}
            maxRows={12}
            maxLength={MAX_NOTE_TEXT}
            value={text}
            error={error}
            errorProps={{ role: 'alert' }}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <div className={classes.choices}>
            <Radio.Group label="Kind" value={kind} onChange={(value) => setChosen(value)}>
              <div className={classes.options}>
                {NOTE_KINDS.map((one) => (
                  <Radio key={one} value={one} label={KIND_WORDS[one]} size="xs" />
                ))}
              </div>
            </Radio.Group>
            <Radio.Group label="Colour" value={colour} onChange={(value) => setColour(value)}>
              <div className={classes.options}>
                {NOTE_COLOURS.map((one) => (
                  <Radio
                    key={one}
                    value={one}
                    size="xs"
                    label={
                      <span className={classes.colour}>
                        <NoteMark kind={kind} colour={one} /> {COLOUR_WORDS[one]}
                      </span>
                    }
                  />
                ))}
              </div>
            </Radio.Group>
          </div>
        </>
      )}
    </SaveForm>
  )
}
