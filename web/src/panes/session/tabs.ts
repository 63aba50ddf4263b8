import type { SessionTab } from '../../stores/view.ts'

/** The ways to look at a session's bytes, in the order of the tabs. */
export const TABS: readonly { value: SessionTab; label: string }[] = [
  { value: 'panes', label: 'Two panes' },
  { value: 'conversation', label: 'Conversation' },
  { value: 'facts', label: 'Facts' },
  { value: 'notes', label: 'Notes' },
]
