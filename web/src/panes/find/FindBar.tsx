import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react'
import { ActionIcon } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react'
import { useStore } from 'zustand'
import type { Session } from '@tcpscope/shared/api'
import { DIRECTIONS, type Direction } from '@tcpscope/shared/base'
import { sessionData } from '../../data/sessionData.ts'
import type { SessionFeed } from '../../live/sessionFeed.ts'
import type { SearchPattern } from '../../stores/searchRun.ts'
import { useServices } from '../../stores/services.ts'
import { countWords, noteOf, wrapWords, type NoteAction } from './findWords.ts'
import { PatternField } from './PatternField.tsx'
import { SearchNote } from './SearchNote.tsx'
import { useLasting } from './useLasting.ts'
import classes from './Find.module.css'

/** A pattern is searched when nobody has typed for so long, ms. */
const TYPING_MS = 250
/** A search that is over sooner than this need not say that it is running, ms. */
const SOON_MS = 400

/** Finding in one session: attached to it as long as it is shown; the bar itself only while it is open. */
export function FindBar({ feed }: { readonly feed: SessionFeed }) {
  const { api, find, view, viewport, together } = useServices()
  const open = useStore(find, (state) => state.open)
  useEffect(
    () =>
      find.attach({
        id: feed.id,
        recorded: () => recordedBytes(feed.store.getState().session),
        recordOf: (direction, offset) =>
          sessionData(feed, api).frames.frameAt(direction, offset)?.record ?? null,
        inView: () => {
          const { sessionId, leader } = together.getState()
          return viewport.first(sessionId === feed.id ? leader : null)
        },
      }),
    [api, find, feed, together, viewport],
  )
  // A match that is gone to must be seen: what shows no bytes makes room for what does.
  const current = useStore(find, (state) => state.current)
  useEffect(() => {
    const { sessionTab } = view.getState()
    if (current && sessionTab !== 'panes' && sessionTab !== 'conversation') view.setSessionTab('panes')
  }, [current, view])
  const input = useRef<HTMLInputElement>(null)
  // Who opened it by a key wants to type; where the focus was, it goes back to.
  const wantsFocus = useStore(find, (state) => state.wantsFocus)
  const before = useRef<Element | null>(null)
  useEffect(() => {
    if (!wantsFocus || !input.current) return
    if (document.activeElement !== input.current) before.current = document.activeElement
    input.current.focus()
    input.current.select()
    find.focused()
  }, [find, wantsFocus])
  return open ? <OpenBar feed={feed} input={input} before={before} /> : null
}

function recordedBytes({ upstreamBytes, downstreamBytes }: Session): Record<Direction, number> {
  return { upstream: upstreamBytes, downstream: downstreamBytes }
}

interface OpenBarProps {
  readonly feed: SessionFeed
  readonly input: React.RefObject<HTMLInputElement | null>
  /** What had the focus before the bar. */
  readonly before: React.RefObject<Element | null>
}

function OpenBar({ feed, input, before }: OpenBarProps) {
  const { find } = useServices()
  const sought = useStore(find, (state) => state.pattern)
  const run = useStore(find, (state) => state.run)
  const letGo = useStore(find, (state) => state.letGo)
  const wrap = useStore(find, (state) => state.wrap)
  useStore(find, (state) => state.current)
  useStore(find, (state) => state.version)
  const newBytes = useNewBytes(feed)
  const slow = useLasting(run.phase === 'running', SOON_MS)
  const noteId = useId()

  // What is typed runs ahead of what is searched.
  const [{ typed, from }, setTyped] = useState({ typed: sought, from: sought })
  if (from !== sought) setTyped({ typed: sought, from: sought })
  const searchSoon = useDebouncedCallback((pattern: SearchPattern) => find.search(pattern), TYPING_MS)
  const change = (pattern: SearchPattern) => {
    setTyped({ typed: pattern, from: sought })
    searchSoon(pattern)
  }

  const close = () => {
    searchSoon.cancel()
    find.hide()
    if (before.current instanceof HTMLElement && before.current.isConnected) before.current.focus()
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') close()
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      if (typed !== sought) {
        searchSoon.cancel()
        find.search(typed)
      } else if (run.phase === 'refused') {
        if (run.at !== null) input.current?.setSelectionRange(run.at, run.at + 1)
      } else find.step(event.shiftKey ? -1 : 1)
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  const act: Record<NoteAction, () => void> = {
    cancel: () => find.cancel(),
    goOn: () => find.goOn(),
    again: () => find.again(),
    searchNew: () => find.searchNew(),
  }
  const { size } = find.matches
  const rank = find.rank()
  const note = run.phase === 'running' && !slow ? null : noteOf(run, newBytes)
  return (
    <search className={classes.bar} aria-label="Find in this session">
      <div className={classes.row}>
        <PatternField
          pattern={typed}
          onChange={change}
          label="Find bytes"
          input={input}
          wrong={run.phase === 'refused' && run.at !== null}
          describedBy={noteId}
          onKeyDown={onKeyDown}
        />
        <output className={classes.count} title={letGo > 0 ? 'The first ones are no longer held' : undefined}>
          <span className="dim">{wrapWords(run, wrap)}</span>{' '}
          {countWords(run, rank === null ? null : rank + letGo, size + letGo)}
        </output>
        <Step by={-1} label="Previous match" keys="Shift+Enter" disabled={size === 0} />
        <Step by={1} label="Next match" keys="Enter" disabled={size === 0} />
        <ActionIcon variant="subtle" color="gray" aria-label="Close find" title="Close (Esc)" onClick={close}>
          <IconX size={16} />
        </ActionIcon>
      </div>
      <SearchNote
        id={noteId}
        note={note}
        run={run}
        source={sought.source}
        onAction={(action) => {
          act[action]()
          input.current?.focus()
        }}
      />
    </search>
  )
}

interface StepProps {
  readonly by: 1 | -1
  readonly label: string
  readonly keys: string
  readonly disabled: boolean
}

function Step({ by, label, keys, disabled }: StepProps) {
  const { find } = useServices()
  const Arrow = by === 1 ? IconArrowDown : IconArrowUp
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={label}
      title={`${label} (${keys})`}
      disabled={disabled}
      onClick={() => find.step(by)}
    >
      <Arrow size={16} />
    </ActionIcon>
  )
}

/** Bytes recorded since the search began, in the directions it looks at. */
function useNewBytes(feed: SessionFeed): number {
  const { find } = useServices()
  const covered = useStore(find, (state) => state.covered)
  const direction = useStore(find, (state) => state.pattern.direction)
  return useStore(feed.store, ({ session }) => {
    const recorded = recordedBytes(session)
    return DIRECTIONS.filter((one) => (direction ?? one) === one).reduce(
      (sum, one) => sum + Math.max(0, recorded[one] - covered[one]),
      0,
    )
  })
}
