import { useEffect } from 'react'
import { useRoute } from '../stores/route.ts'
import { useServices } from '../stores/services.ts'
import { isControl, isTyping } from '../base/keys.ts'

interface Shortcuts {
  readonly onHelp: () => void
  readonly onPalette: () => void
}

/** Keys that work wherever the focus is, unless something nearer has taken them. */
export function useShortcuts({ onHelp, onPalette }: Shortcuts): void {
  const { view } = useServices()
  const { openId, closeSession } = useRoute()
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.altKey || document.querySelector('[aria-modal="true"]')) return
      if (event.ctrlKey || event.metaKey) {
        // While one types, too: Ctrl+K is no letter. Either modifier: not all keyboards fit their system.
        if (event.key.toLowerCase() !== 'k' || event.shiftKey) return
        onPalette()
        event.preventDefault()
        return
      }
      if (isTyping(event.target)) return
      if (event.key === '?') onHelp()
      else if (event.key === ' ' && !isControl(event.target)) view.toggleFreeze()
      else if (event.key === 'Escape' && view.getState().asOf) view.goLive()
      else if (event.key === 'Escape' && openId) closeSession()
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [view, openId, closeSession, onHelp, onPalette])
}
