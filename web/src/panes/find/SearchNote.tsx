import { Button, Progress } from '@mantine/core'
import type { RunState } from '../../stores/searchRun.ts'
import { ACTION_WORDS, searchedShare, type Note, type NoteAction } from './findWords.ts'
import classes from './Find.module.css'

interface SearchNoteProps {
  readonly id: string
  readonly note: Note | null
  readonly run: RunState
  /** The pattern as it was sent, to point at the mistake in it. */
  readonly source: string
  readonly onAction: (action: NoteAction) => void
}

/** What there is to say of a search, with what can be done about it; nothing without a note. */
export function SearchNote({ id, note, run, source, onAction }: SearchNoteProps) {
  const share = run.phase === 'running' && run.progress ? searchedShare(run.progress) : null
  const at = run.phase === 'refused' ? run.at : null
  const action = note?.action
  return (
    <div id={id} className={classes.note} data-bad={note?.bad || undefined} hidden={!note}>
      {run.phase === 'running' && (
        <Progress
          className={classes.progress ?? ''}
          size="sm"
          value={share === null ? 100 : share * 100}
          animated={share === null}
          transitionDuration={0}
          aria-label="Searched"
        />
      )}
      <span role={note?.bad ? 'alert' : undefined}>{note?.text}</span>
      {at !== null && <Mistake source={source} at={at} />}
      {action && (
        <Button size="compact-xs" variant="default" onClick={() => onAction(action)}>
          {ACTION_WORDS[action]}
        </Button>
      )}
    </div>
  )
}

/** The pattern with the place of the mistake marked; some of what surrounds it when it is long. */
function Mistake({ source, at }: { readonly source: string; readonly at: number }) {
  const AROUND = 24
  const from = Math.max(0, at - AROUND)
  return (
    <code className={classes.mistake}>
      {from > 0 && '…'}
      {source.slice(from, at)}
      <mark>{source.slice(at, at + 1) || '\u00A0'}</mark>
      {source.slice(at + 1, at + AROUND)}
      {source.length > at + AROUND && '…'}
    </code>
  )
}
