import { useEffect } from 'react'
import { isTyping } from '../../base/keys.ts'
import { useServices } from '../../stores/services.ts'

/** Marks the element in which `/` finds bytes; elsewhere it filters the list. */
const FIND_SCOPE = '[data-find-scope]'

/**
 * The keys of finding in the session that is open: Ctrl+F (or Cmd+F) anywhere, `/` in its view, F3. They are the view's,
 * not the bar's: whoever presses them before the code of the bar is there gets the bar as soon as it is.
 * @param shown false: there is no session to find in
 */
export function useFindKeys(shown: boolean): void {
  const { find } = useServices()
  useEffect(() => {
    if (!shown) return undefined
    function onKey(event: KeyboardEvent): void {
      const { key, target } = event
      if (event.defaultPrevented || event.altKey || document.querySelector('[aria-modal="true"]')) return
      const mod = event.ctrlKey || event.metaKey
      if (mod && !event.shiftKey && key.toLowerCase() === 'f') find.show()
      else if (!mod && key === '/' && !isTyping(target) && inScope(target)) find.show()
      else if (!mod && key === 'F3' && find.getState().open) find.step(event.shiftKey ? -1 : 1)
      else return
      event.preventDefault()
    }
    // Before the keys of the list, which takes `/` wherever it is pressed.
    document.addEventListener('keydown', onKey, true)
    return () => document.removeEventListener('keydown', onKey, true)
  }, [find, shown])
}

function inScope(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(FIND_SCOPE) !== null
}
