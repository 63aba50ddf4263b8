/* oxlint-disable jsx-a11y/prefer-tag-over-role -- a field with a listbox below, in which it chooses: no element is one */
import { useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react'
import { Kbd, UnstyledButton } from '@mantine/core'
import { createSpotlight, Spotlight } from '@mantine/spotlight'
import { IconSearch } from '@tabler/icons-react'
import type { Command } from '../../stores/commands.ts'
import { plural } from '../../base/format.ts'
import { useFound } from './useFound.ts'
import classes from './Palette.module.css'

/** Whether the palette is open; `palette.open()` from anywhere in the app. */
const [paletteStore, palette] = createSpotlight()
export { palette }

/**
 * The command palette: type, choose with the arrows, Enter. The window and its field are Spotlight's; the list
 * is our own listbox, because Spotlight's keeps its choice out of sight of assistive technology.
 */
export function Palette() {
  const before = useRef<Element | null>(null)
  const chosen = useRef<Command | null>(null)
  return (
    <Spotlight.Root
      store={paletteStore}
      // The key is useShortcuts': it stays away from open dialogs.
      shortcut={null}
      size={640}
      yOffset={64}
      lockScroll={false}
      overlayProps={{ backgroundOpacity: 0.35, blur: 0 }}
      transitionProps={{
        duration: 0,
        onExited: () => {
          // First back to where one was: a command may move the focus from there.
          if (before.current instanceof HTMLElement) before.current.focus({ preventScroll: true })
          const command = chosen.current
          chosen.current = null
          command?.run()
        },
      }}
      returnFocus={false}
      attributes={{ content: { 'aria-label': 'Commands' } }}
    >
      <PaletteBody
        onOpen={(focused) => {
          before.current = focused
        }}
        onChoose={(command) => {
          chosen.current = command
          palette.close()
        }}
      />
    </Spotlight.Root>
  )
}

interface PaletteBodyProps {
  /** @param focused what had the focus until now */
  readonly onOpen: (focused: Element | null) => void
  readonly onChoose: (command: Command) => void
}

function PaletteBody({ onOpen, onChoose }: PaletteBodyProps) {
  const id = useId()
  // The window gives the focus a moment later, and a key pressed until then would go where one was: it is taken before
  // the key that opened the palette has been dealt with.
  const field = useRef<HTMLInputElement>(null)
  const opened = useRef(onOpen)
  useLayoutEffect(() => {
    if (document.activeElement === field.current) return
    opened.current(document.activeElement)
    field.current?.focus({ preventScroll: true })
  }, [])
  const [text, setText] = useState('')
  const query = text.trim()
  const sections = useFound(query)
  const lines = sections.flatMap(({ commands }) => commands)
  // Chosen by id: what an answer adds above does not move the choice.
  const [choice, setChoice] = useState<string | null>(null)
  const index = Math.max(
    0,
    lines.findIndex((command) => command.id === choice),
  )
  const current = lines[index]
  const lineId = (command: Command) => `${id}-${command.id}`

  const move = (to: number) => {
    const next = lines[(to + lines.length) % lines.length]
    if (!next) return
    setChoice(next.id)
    document.getElementById(lineId(next))?.scrollIntoView({ block: 'nearest' })
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const to = placeOfKey(event.key, index, lines.length)
    if (to !== undefined) {
      event.preventDefault()
      move(to)
    } else if (event.key === 'Enter' && current) {
      event.preventDefault()
      onChoose(current)
    }
  }
  return (
    <>
      <Spotlight.Search
        ref={field}
        size="md"
        role="combobox"
        aria-label="Search or command"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={current && lineId(current)}
        placeholder="Command, session number, address or offset"
        leftSection={<IconSearch size={16} aria-hidden="true" />}
        autoComplete="off"
        spellCheck={false}
        maxLength={260}
        data-autofocus
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
          setChoice(null)
        }}
        onKeyDown={onKey}
      />
      <div id={`${id}-list`} className={classes.list} role="listbox" aria-label="Commands">
        {sections.map(({ group, commands }, place) => (
          <div key={group} role="group" aria-labelledby={`${id}-group-${place}`}>
            <div id={`${id}-group-${place}`} className={classes.group} role="presentation">
              {group}
            </div>
            {commands.map((command) => (
              <Line
                key={command.id}
                id={lineId(command)}
                command={command}
                current={command === current}
                onChoose={onChoose}
              />
            ))}
          </div>
        ))}
      </div>
      <output className={lines.length === 0 ? classes.none : 'visually-hidden'}>
        {lines.length === 0 ? 'Nothing fits.' : plural(lines.length, 'command')}
      </output>
    </>
  )
}

interface LineProps {
  readonly id: string
  readonly command: Command
  readonly current: boolean
  readonly onChoose: (command: Command) => void
}

function Line({ id, command, current, onChoose }: LineProps) {
  const { title, about, keys = [] } = command
  return (
    <UnstyledButton
      id={id}
      className={classes.line ?? ''}
      role="option"
      tabIndex={-1}
      aria-selected={current}
      data-selected={current || undefined}
      // The field keeps the focus.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onChoose(command)}
    >
      <span className={classes.title}>{title}</span>
      {about !== undefined && <span className={classes.about}>{about}</span>}
      {keys.length > 0 && (
        <span className={classes.keys}>
          {keys.map((key) => (
            <Kbd key={key} size="xs">
              {key}
            </Kbd>
          ))}
        </span>
      )}
    </UnstyledButton>
  )
}

/** Where a key leads from line `index` of `count`, to be taken modulo; undefined: the key is not ours. */
function placeOfKey(key: string, index: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return index + 1
    case 'ArrowUp':
      return index - 1
    case 'PageDown':
      return Math.min(count - 1, index + 8)
    case 'PageUp':
      return Math.max(0, index - 8)
    default:
      return undefined
  }
}
