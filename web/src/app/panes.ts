/*
 * The one place where panes are put together: they never import each other. Those that belong to an opened
 * session are loaded when the first one is opened, the swimlanes when they are shown.
 */
import { lazy } from 'react'

// oxlint-disable no-restricted-imports -- the rule keeps panes apart; the app is what joins them
export { FirstListener } from '../panes/listeners/FirstListener.tsx'
export { ListenersPanel } from '../panes/listeners/ListenersPanel.tsx'
export { SessionList } from '../panes/sessions/SessionList.tsx'
export { SessionBody } from '../panes/session/SessionBody.tsx'
export { SessionView } from '../panes/session/SessionView.tsx'

export const Swimlanes = lazy(async () => ({
  default: (await import('../panes/swimlanes/Swimlanes.tsx')).Swimlanes,
}))
export const Timeline = lazy(async () => ({
  default: (await import('../panes/timeline/Timeline.tsx')).Timeline,
}))
export const HexPane = lazy(async () => ({ default: (await import('../panes/hex/HexPane.tsx')).HexPane }))
export const Conversation = lazy(async () => ({
  default: (await import('../panes/conversation/Conversation.tsx')).Conversation,
}))
export const FindBar = lazy(async () => ({ default: (await import('../panes/find/FindBar.tsx')).FindBar }))
export const SearchPanel = lazy(async () => ({
  default: (await import('../panes/find/SearchPanel.tsx')).SearchPanel,
}))
export const Notes = lazy(async () => ({ default: (await import('../panes/notes/NotesPane.tsx')).NotesPane }))
export const NoteEditor = lazy(async () => ({
  default: (await import('../panes/notes/NoteEditor.tsx')).NoteEditor,
}))
// oxlint-enable no-restricted-imports

/** What the session view puts together. */
export const PANES = { Timeline, HexPane, Conversation, FindBar, Notes, NoteEditor }
