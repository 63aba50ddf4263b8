import { useState } from 'react'
import { ActionIcon, Menu, TextInput } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconCopy } from '@tabler/icons-react'
import { ByteRange, type Direction } from '@tcpscope/shared/base'
import { formatCount } from '../../base/format.ts'
import { parseOffset } from '../../base/parseOffset.ts'
import { MAX_COPY, type CopyForm } from './copyText.ts'
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
  readonly onCopy: (form: CopyForm, range: ByteRange) => void
}

const FORMS: readonly { readonly form: CopyForm; readonly label: string }[] = [
  { form: 'dump', label: 'Copy as hex dump' },
  { form: 'hex', label: 'Copy as hex digits' },
  { form: 'text', label: 'Copy as text' },
]

/** The bar above a hex pane: whose bytes these are, where to go, the tail, copying. */
export function HexToolbar(props: HexToolbarProps) {
  const { direction, length, live, follow, onFollow, onGoTo, selected, onCopy } = props
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
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={`Copy selected bytes, ${up ? 'client to target' : 'target to client'}`}
            disabled={!selected}
          >
            <IconCopy size={15} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {FORMS.map(({ form, label }) => (
            <Menu.Item
              key={form}
              disabled={!selected || ByteRange.length(selected) > MAX_COPY}
              onClick={() => selected && onCopy(form, selected)}
            >
              {label}
            </Menu.Item>
          ))}
          {selected && ByteRange.length(selected) > MAX_COPY && (
            <Menu.Label>More than 1 MiB: take the download instead.</Menu.Label>
          )}
        </Menu.Dropdown>
      </Menu>
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
