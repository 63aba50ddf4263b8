import { notifications } from '@mantine/notifications'
import { useCallback, useEffect } from 'react'
import type { SessionId } from '@tcpscope/shared/base'
import { isTyping } from '../../base/keys.ts'
import { useServices } from '../../stores/services.ts'

/**
 * `b` opens the editor for the bytes that are selected, in whatever pane; as soon as its code is there.
 * @returns what does the same
 */
export function useNoteKey(sessionId: SessionId): () => void {
  const { notes, selection } = useServices()
  const annotate = useCallback(() => {
    const { direction, range, ...selected } = selection.getState()
    if (selected.sessionId === sessionId && direction && range) {
      notes.edit({ sessionId, direction, range, note: null })
    } else {
      notifications.show({ id: 'note', message: 'Select the bytes first, then press b.' })
    }
  }, [notes, selection, sessionId])
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.key !== 'b')
        return
      if (isTyping(event.target) || document.querySelector('[aria-modal="true"]')) return
      event.preventDefault()
      annotate()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [annotate])
  return annotate
}
