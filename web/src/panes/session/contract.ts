import type { ComponentType } from 'react'
import type { Direction } from '@tcpscope/shared/base'
import type { SessionFeed } from '../../live/sessionFeed.ts'

export type { SessionFeed } from '../../live/sessionFeed.ts'

/**
 * What the session view hands to the panes it shows. A pane gets another feed only by being mounted anew:
 * the view keys it by the session's id.
 */
export interface PaneProps {
  readonly feed: SessionFeed
}

/** Of a pane that shows one direction. */
export interface DirectionPaneProps extends PaneProps {
  readonly direction: Direction
}

/** The panes that show an opened session; the app hands them in, panes do not know each other. */
export interface SessionPanes {
  readonly Timeline: ComponentType<PaneProps>
  readonly HexPane: ComponentType<DirectionPaneProps>
  readonly Conversation: ComponentType<PaneProps>
  /** Above the bytes; draws nothing while nobody looks for anything. */
  readonly FindBar: ComponentType<PaneProps>
  readonly Notes: ComponentType
  /** A dialog: not in view until it is opened. */
  readonly NoteEditor: ComponentType
}
