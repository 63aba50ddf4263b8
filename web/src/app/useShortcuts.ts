import { useEffect } from 'react'
import { useRoute } from '../stores/route.ts'
import { useServices } from '../stores/services.ts'
import { isControl, isTyping } from '../base/keys.ts'

/** Keys that work wherever the focus is, unless something nearer has taken them. */
export function useShortcuts(onHelp: () => void): void {
  const { view } = useServices()
  const { openId, closeSession } = useRoute()
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
      if (isTyping(event.target) || document.querySelector('[aria-modal="true"]')) return
      if (event.key === '?') onHelp()
      else if (event.key === ' ' && !isControl(event.target)) view.toggleFreeze()
      else if (event.key === 'Escape' && openId) closeSession()
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [view, openId, closeSession, onHelp])
}
