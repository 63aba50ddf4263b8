import { IconBookmarkFilled, IconMessageFilled } from '@tabler/icons-react'
import type { Note } from '@tcpscope/shared/api'
import { KIND_WORDS } from '../../base/noteWords.ts'

/** The shape of a note's kind in the note's colour. */
export function NoteMark({ kind, colour }: Pick<Note, 'kind' | 'colour'>) {
  const Shape = kind === 'bookmark' ? IconBookmarkFilled : IconMessageFilled
  return (
    <>
      <Shape size={14} color={`var(--ts-note-${colour})`} aria-hidden="true" />
      <span className="visually-hidden">{KIND_WORDS[kind]}</span>
    </>
  )
}
