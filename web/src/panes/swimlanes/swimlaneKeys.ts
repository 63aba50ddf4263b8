/** What a key asks of the swimlanes. */
export type SwimlaneAction =
  /** Below 1: closer. */
  | { readonly type: 'zoom'; readonly factor: number }
  /** Part of the view to move by. */
  | { readonly type: 'pan'; readonly share: number }
  | { readonly type: 'fit' | 'open' | 'brush' | 'clear' }
  /** To another session. */
  | { readonly type: 'step'; readonly key: string }

const ZOOM = 0.7
const PAN = 0.15

/** The action of a key (KeyboardEvent.key), or undefined when it has none. */
export function swimlaneAction(key: string): SwimlaneAction | undefined {
  switch (key) {
    case 'w':
    case '+':
      return { type: 'zoom', factor: ZOOM }
    case 's':
    case '-':
      return { type: 'zoom', factor: 1 / ZOOM }
    case 'a':
      return { type: 'pan', share: -PAN }
    case 'd':
      return { type: 'pan', share: PAN }
    case 'f':
      return { type: 'fit' }
    case 'b':
      return { type: 'brush' }
    case 'Enter':
      return { type: 'open' }
    case 'Escape':
      return { type: 'clear' }
    case 'ArrowLeft':
    case 'ArrowRight':
    case 'ArrowUp':
    case 'ArrowDown':
      return { type: 'step', key }
    default:
      return undefined
  }
}
