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
