/** What a key asks of the timeline. */
export type TimelineAction =
  /** Below 1: closer. */
  | { readonly type: 'zoom'; readonly factor: number }
  /** Part of the view to move by; infinite: to that end. */
  | { readonly type: 'pan'; readonly share: number }
  | { readonly type: 'fit' }
  /** Take what is in view as the area; take its area away. */
  | { readonly type: 'area' }
  | { readonly type: 'clear' }
  /** To the lane above or below, to the span before or behind. */
  | { readonly type: 'lane'; readonly step: 1 | -1 }
  | { readonly type: 'span'; readonly step: 1 | -1 }
  /** Select the bytes of the span the cursor is on. */
  | { readonly type: 'select' }
  /** Show everything as of the moment the cursor is on. */
  | { readonly type: 'moment' }
  /** Go to the next note, or the one before. */
  | { readonly type: 'note'; readonly step: 1 | -1 }
  /** Bring what is selected into view. */
  | { readonly type: 'reveal' }

const ZOOM = 0.7
const PAN = 0.15

const ACTIONS: Readonly<Record<string, TimelineAction>> = {
  w: { type: 'zoom', factor: ZOOM },
  '+': { type: 'zoom', factor: ZOOM },
  s: { type: 'zoom', factor: 1 / ZOOM },
  '-': { type: 'zoom', factor: 1 / ZOOM },
  a: { type: 'pan', share: -PAN },
  ArrowLeft: { type: 'pan', share: -PAN },
  d: { type: 'pan', share: PAN },
  ArrowRight: { type: 'pan', share: PAN },
  Home: { type: 'pan', share: -Infinity },
  End: { type: 'pan', share: Infinity },
  f: { type: 'fit' },
  x: { type: 'area' },
  Escape: { type: 'clear' },
  ArrowUp: { type: 'lane', step: -1 },
  ArrowDown: { type: 'lane', step: 1 },
  '[': { type: 'span', step: -1 },
  ']': { type: 'span', step: 1 },
  Enter: { type: 'select' },
  t: { type: 'moment' },
  n: { type: 'note', step: 1 },
  N: { type: 'note', step: -1 },
  '.': { type: 'reveal' },
}

/** The action of a key (KeyboardEvent.key), or undefined when it has none. */
export function timelineAction(key: string): TimelineAction | undefined {
  return Object.hasOwn(ACTIONS, key) ? ACTIONS[key] : undefined
}
