import { memo, useState } from 'react'
import { useStore } from 'zustand'
import { ActionIcon, TextInput } from '@mantine/core'
import { IconArrowDown, IconArrowsMoveVertical, IconArrowUp, IconBookmarkPlus } from '@tabler/icons-react'
import type { ByteRange, Direction } from '@tcpscope/shared/base'
import { formatCount } from '../../base/format.ts'
import { useServices } from '../../stores/services.ts'
import { CopyMenu, type CopyMenuProps } from '../../widgets/bytes/CopyMenu.tsx'
import { TailButton } from '../../widgets/bytes/TailButton.tsx'
import { ViewMenu } from '../../widgets/bytes/ViewMenu.tsx'
import classes from './HexPane.module.css'

/** Handlers and `copy` are the same objects from one drawing to the next: they must not undo the memo. */
interface ToolsProps {
  readonly direction: Direction
  readonly live: boolean
  readonly follow: boolean
  readonly onFollow: (follow: boolean) => void
  /** Goes to an offset that was typed. @returns whether it could be read as one */
  readonly onGoTo: (text: string) => boolean
  readonly selected: ByteRange | null
  readonly onNote: (range: ByteRange) => void
  /** What can be done with the selected bytes. */
  readonly copy: Omit<CopyMenuProps, 'about' | 'selected'>
}

/** The bar above a hex pane: whose bytes these are and how many, where to go, the tail, copying. */
export function HexToolbar({ length, ...tools }: ToolsProps & { readonly length: number }) {
  const up = tools.direction === 'upstream'
  const Arrow = up ? IconArrowUp : IconArrowDown
  return (
    <header className={classes.toolbar}>
      <h3 className={classes.title}>
        <Arrow size={14} aria-hidden="true" />
        {up ? 'client → target' : 'target → client'}
      </h3>
      <span className={classes.length}>{formatCount(length)} bytes</span>
      <span className={classes.spring} />
      <Tools {...tools} />
    </header>
  )
}

/** Memoised: its menus cost more than the rows do, and neither scrolling nor growing changes anything in it. */
const Tools = memo(function Tools(props: ToolsProps) {
  const { direction, live, follow, onFollow, onGoTo, selected, copy, onNote } = props
  const { hexSettings } = useServices()
  const settings = useStore(hexSettings)
  const up = direction === 'upstream'
  const way = up ? 'client to target' : 'target to client'
  return (
    <>
      <GoTo onGoTo={onGoTo} up={up} />
      <TailButton follow={follow} live={live} newest="the newest byte" onFollow={onFollow} />
      <Together about={way} />
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        aria-label={`Add a note to selected bytes, ${way}`}
        title="Add a note to the selected bytes (b)"
        disabled={!selected}
        onClick={() => selected && onNote(selected)}
      >
        <IconBookmarkPlus size={15} />
      </ActionIcon>
      <CopyMenu about={way} selected={selected} {...copy} />
      <ViewMenu about={way} settings={settings} onChange={(patch) => hexSettings.set(patch)} times />
    </>
  )
})

/** Switches whether both directions are scrolled together. */
function Together({ about }: { readonly about: string }) {
  const { hexSettings } = useServices()
  const on = useStore(hexSettings, ({ together }) => together)
  return (
    <ActionIcon
      variant={on ? 'light' : 'subtle'}
      color={on ? 'blue' : 'gray'}
      size="sm"
      aria-label={`Scroll both directions together, ${about}`}
      aria-pressed={on}
      title="The other direction goes to the same moment as this one"
      onClick={() => hexSettings.set({ together: !on })}
    >
      <IconArrowsMoveVertical size={15} />
    </ActionIcon>
  )
}

function GoTo({ onGoTo, up }: { onGoTo: ToolsProps['onGoTo']; up: boolean }) {
  const [text, setText] = useState('')
  const [wrong, setWrong] = useState(false)
  return (
    <form
      className={classes.goto}
      onSubmit={(event) => {
        event.preventDefault()
        setWrong(!onGoTo(text))
      }}
    >
      <TextInput
        size="xs"
        placeholder="offset"
        aria-label={`Go to offset, ${up ? 'client to target' : 'target to client'}`}
        title="An offset: 1234, 0x4d2, $ for the end, $-16"
        value={text}
        error={wrong}
        onChange={(event) => {
          setText(event.currentTarget.value)
          setWrong(false)
        }}
      />
    </form>
  )
}
