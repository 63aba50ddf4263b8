import { useEffect, useRef, useState } from 'react'
import { Button, CloseButton, Pill, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useStore } from 'zustand'
import { formatCount, formatMoment, plural } from '../../base/format.ts'
import { isTyping } from '../../base/keys.ts'
import { SESSION_WORDS } from '../../base/words.ts'
import { useRoute } from '../../stores/route.ts'
import { useServices } from '../../stores/services.ts'
import { SearchButton } from './SearchButton.tsx'
import { useSwimlanesShown } from '../../stores/swimlanesShown.ts'
import classes from './SessionList.module.css'

const STATES = [
  { value: '', label: 'any state' },
  ...SESSION_WORDS.map((word) => ({ value: word, label: word === 'live' ? 'live (any)' : word })),
]

/** What of the list is shown; it stands in the URL. */
export function SessionFilters() {
  const { sessions, listeners } = useServices()
  const { filter, setFilter } = useRoute()
  const [lanes, showLanes] = useSwimlanesShown()
  const listenerName = useStore(
    listeners,
    (state) => state.listeners.find(({ id }) => id === filter.listener)?.name ?? 'a deleted listener',
  )
  const total = useStore(sessions, (state) => state.window.total)
  const ready = useStore(sessions, (state) => state.phase === 'ready')
  return (
    <div className={classes.filters}>
      <h2 className={classes.title}>Sessions</h2>
      <span className="dim" title={plural(total, 'session')}>
        {ready && formatCount(total)}
      </span>
      <SearchButton />
      <span className={classes.space} />
      {filter.listener && (
        <Pill
          withRemoveButton
          onRemove={() => setFilter({ listener: null })}
          removeButtonProps={{ 'aria-label': 'Sessions of all listeners', 'aria-hidden': false, tabIndex: 0 }}
        >
          {listenerName}
        </Pill>
      )}
      {(filter.from !== undefined || filter.to !== undefined) && (
        <Pill
          withRemoveButton
          onRemove={() => setFilter({ from: null, to: null })}
          removeButtonProps={{ 'aria-label': 'Sessions of all times', 'aria-hidden': false, tabIndex: 0 }}
        >
          alive {timeWords(filter.from, filter.to)}
        </Pill>
      )}
      <Button
        size="compact-xs"
        variant="default"
        aria-pressed={lanes}
        title="All sessions on one clock"
        onClick={() => showLanes(!lanes)}
      >
        swimlanes {lanes ? '✓' : ''}
      </Button>
      <Select
        className={classes.state ?? ''}
        size="xs"
        aria-label="State"
        data={STATES}
        value={filter.state ?? ''}
        allowDeselect={false}
        onChange={(value) => setFilter({ state: SESSION_WORDS.find((word) => word === value) ?? null })}
      />
      <AddressFilter
        value={filter.address ?? ''}
        onChange={(address) => setFilter({ address: address || null })}
      />
    </div>
  )
}

const second = (at: number) => formatMoment(at).slice(11, 19)

/** A range of time as the list's bar has room for it: to the second. */
function timeWords(from: number | undefined, to: number | undefined): string {
  return [from === undefined ? '' : `from ${second(from)}`, to === undefined ? '' : `to ${second(to)}`]
    .join(' ')
    .trim()
}

/** Typing filters after a short rest; `/` brings the focus here. */
function AddressFilter({
  value,
  onChange,
}: {
  readonly value: string
  readonly onChange: (text: string) => void
}) {
  const [text, setText] = useState(value)
  // What the field itself has put into the URL last.
  const [sent, setSent] = useState(value)
  const input = useRef<HTMLInputElement>(null)
  const send = useDebouncedCallback((next: string) => {
    setSent(next)
    onChange(next)
  }, 200)
  // The URL was changed by something else (the back button, a link): the field follows.
  useEffect(() => {
    if (value !== sent) {
      setSent(value)
      setText(value)
    }
    // Only when the URL changes: while one types, `sent` is ahead of it.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [value])
  const set = (next: string) => {
    setText(next)
    send(next)
  }
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (
        event.key !== '/' ||
        event.defaultPrevented ||
        event.ctrlKey ||
        event.metaKey ||
        isTyping(event.target)
      )
        return
      event.preventDefault()
      input.current?.focus()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  return (
    <TextInput
      ref={input}
      className={classes.address ?? ''}
      size="xs"
      aria-label="Filter by address"
      placeholder="address, for example :6379"
      leftSection={<IconSearch size={14} />}
      rightSection={
        text && <CloseButton size="xs" aria-label="Clear the address filter" onClick={() => set('')} />
      }
      value={text}
      maxLength={260}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => set(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.currentTarget.blur()
      }}
    />
  )
}
