const TYPING = 'input, textarea, select, [contenteditable="true"]'
const CONTROL = `${TYPING}, button, a[href], summary, [role="tab"], [role="menuitem"], [role="option"], [role="separator"]`

/** True when letters belong to the element that has the focus. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(TYPING) !== null
}

/** True when space and Enter belong to the element that has the focus. */
export function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(CONTROL) !== null
}

/** True when keys belong to a menu or a small window over the page: Escape closes that, and nothing behind it. */
export function isInOverlay(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="menu"], [role="dialog"]') !== null
}

/** The key that makes a shortcut of a letter: Command on a Mac, else Control. */
export function modKey(): 'Meta' | 'Control' {
  return /Mac|iPhone|iPad/.test(navigator.userAgent) ? 'Meta' : 'Control'
}

/** True when a key is pressed with Ctrl, Alt or Cmd: then it is the browser's or the page's, not a letter of a pane. */
export function isChord(event: Pick<KeyboardEvent, 'ctrlKey' | 'metaKey' | 'altKey'>): boolean {
  return event.ctrlKey || event.metaKey || event.altKey
}

/**
 * A handler for the keys of an element: those it takes do nothing else, neither in the browser nor further out.
 * @param take does what a key asks for; returns whether it asked for anything
 */
export function ownKeys<E extends Pick<Event, 'preventDefault' | 'stopPropagation'>>(
  take: (event: E) => boolean,
): (event: E) => void {
  return (event) => {
    if (!take(event)) return
    event.preventDefault()
    event.stopPropagation()
  }
}
