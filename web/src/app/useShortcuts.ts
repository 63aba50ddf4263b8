import { useEffect } from 'react'
import { useRoute } from '../stores/route.ts'
import { useServices } from '../stores/services.ts'
import { isControl, isInOverlay, isTyping } from '../base/keys.ts'

interface Shortcuts {
  readonly onHelp: () => void
  readonly onPalette: () => void
}

/** Keys that work wherever the focus is, unless something nearer has taken them. */
export function useShortcuts({ onHelp, onPalette }: Shortcuts): void {
  const { view, searchAll } = useServices()
  const { openId, closeSession } = useRoute()
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.altKey || document.querySelector('[aria-modal="true"]')) return
      if (event.ctrlKey || event.metaKey) {
        // While one types, too: Ctrl+K is no letter. Either modifier: not all keyboards fit their system.
        const key = event.key.toLowerCase()
        if (key === 'k' && !event.shiftKey) onPalette()
        // Without Shift it is the open session that is searched; that has taken the key already.
        else if (key === 'f') searchAll.show()
        else return
        event.preventDefault()
        return
      }
      if (isTyping(event.target) || isInOverlay(event.target)) return
      if (event.key === '?') onHelp()
      else if (event.key === ' ' && !isControl(event.target)) view.toggleFreeze()
      else if (event.key === 'Escape' && view.getState().asOf) view.goLive()
      else if (event.key === 'Escape' && openId) closeSession()
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [view, searchAll, openId, closeSession, onHelp, onPalette])
}
