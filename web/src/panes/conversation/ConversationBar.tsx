import { useStore } from 'zustand'
import { formatCount } from '../../base/format.ts'
import { useServices } from '../../stores/services.ts'
import { CopyMenu, type CopyMenuProps } from '../../widgets/bytes/CopyMenu.tsx'
import { ReadError } from '../../widgets/bytes/ReadError.tsx'
import { TailButton } from '../../widgets/bytes/TailButton.tsx'
import { ViewMenu } from '../../widgets/bytes/ViewMenu.tsx'
import classes from './Conversation.module.css'

interface ConversationBarProps {
  /** Whose bytes are selected, and what can be done with them. */
  readonly copy: CopyMenuProps
  readonly frames: number
  readonly live: boolean
  readonly follow: boolean
  readonly onFollow: (follow: boolean) => void
  /** Why a part could not be read, as a sentence, or null. */
  readonly error: string | null
  readonly onRetry: () => void
}

/** The bar above the conversation, and what went wrong. */
export function ConversationBar({
  copy,
  frames,
  live,
  follow,
  onFollow,
  error,
  onRetry,
}: ConversationBarProps) {
  const { hexSettings } = useServices()
  const settings = useStore(hexSettings)
  return (
    <>
      <header className={classes.toolbar}>
        <h3 className={classes.title}>conversation</h3>
        <span className={classes.dim}>{formatCount(frames)} frames</span>
        <span className={classes.spring} />
        <span className={classes.dim}>frames [ ]</span>
        <TailButton follow={follow} live={live} newest="the newest frame" onFollow={onFollow} />
        <CopyMenu {...copy} />
        <ViewMenu
          about="conversation"
          settings={settings}
          onChange={(patch) => hexSettings.set(patch)}
          times={false}
        />
      </header>
      <ReadError what="A part of the conversation" error={error} onRetry={onRetry} />
    </>
  )
}
