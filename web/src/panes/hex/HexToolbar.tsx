import { useState } from 'react'
import { TextInput } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import type { ByteRange, Direction } from '@tcpscope/shared/base'
import { formatCount } from '../../base/format.ts'
import { parseOffset } from '../../base/parseOffset.ts'
import { CopyMenu, type CopyMenuProps } from '../../widgets/bytes/CopyMenu.tsx'
import { ViewMenu } from './ViewMenu.tsx'
import classes from './HexPane.module.css'

interface HexToolbarProps {
  readonly direction: Direction
  readonly length: number
  readonly live: boolean
  readonly follow: boolean
  readonly onFollow: (follow: boolean) => void
  readonly onGoTo: (offset: number) => void
  readonly selected: ByteRange | null
  /** What can be done with the selected bytes. */
  readonly copy: Omit<CopyMenuProps, 'about' | 'selected'>
}

/** The bar above a hex pane: whose bytes these are, where to go, the tail, copying. */
export function HexToolbar(props: HexToolbarProps) {
  const { direction, length, live, follow, onFollow, onGoTo, selected, copy } = props
  const up = direction === 'upstream'
  const Arrow = up ? IconArrowUp : IconArrowDown
  return (
    <header className={classes.toolbar}>
      <h3 className={classes.title}>
        <Arrow size={14} aria-hidden="true" />
        {up ? 'client → target' : 'target → client'}
      </h3>
      <span className={classes.length}>{formatCount(length)} bytes</span>
      <span className={classes.spring} />
      <GoTo length={length} onGoTo={onGoTo} up={up} />
      <button
        type="button"
        className={classes.tail}
        aria-pressed={follow}
        disabled={!live && !follow}
        title={live ? 'Stay at the newest byte (End)' : 'The connection has ended: nothing more comes'}
        onClick={() => onFollow(!follow)}
      >
        tail {follow ? '✓' : ''}
      </button>
      <CopyMenu about={up ? 'client to target' : 'target to client'} selected={selected} {...copy} />
      <ViewMenu about={up ? 'client to target' : 'target to client'} />
    </header>
  )
}

function GoTo({ length, onGoTo, up }: { length: number; onGoTo: (offset: number) => void; up: boolean }) {
  const [text, setText] = useState('')
  const [wrong, setWrong] = useState(false)
  return (
    <form
      className={classes.goto}
      onSubmit={(event) => {
        event.preventDefault()
        const offset = parseOffset(text, length)
        setWrong(offset === undefined)
        if (offset !== undefined) onGoTo(offset)
      }}
    >
      <TextInput
        size="xs"
        placeholder="go to offset"
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
