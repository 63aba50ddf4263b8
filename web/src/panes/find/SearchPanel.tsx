import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { ActionIcon, Button } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useStore } from 'zustand'
import { formatCount, plural } from '../../base/format.ts'
import { useRoute } from '../../stores/route.ts'
import { bytesAsked } from '../../stores/listRules.ts'
import type { SearchAllState } from '../../stores/searchAll.ts'
import { useServices } from '../../stores/services.ts'
import { mayHaveMore, noteOf, type Note, type NoteAction } from './findWords.ts'
import { PatternField } from './PatternField.tsx'
import { resultRows } from './resultRows.ts'
import { SearchNote } from './SearchNote.tsx'
import { SearchResults } from './SearchResults.tsx'
import classes from './Find.module.css'

/** Searching the bytes of all sessions that the list's filter lets through; results come as they are found. */
export function SearchPanel() {
  const { searchAll } = useServices()
  const { filter } = useRoute()
  const state = useStore(searchAll)
  const { run, pattern, groups, asked: wanted } = state
  const [typed, setTyped] = useState(pattern)
  const input = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const noteId = useId()
  useEffect(() => {
    if (wanted === 0) return
    input.current?.focus()
    input.current?.select()
  }, [wanted])

  // A filter that asks for bytes itself is refused: what else it says goes with the search.
  const asked = useMemo(() => bytesAsked(filter), [filter])
  const among = asked?.filter ?? filter
  const search = () => searchAll.search(typed, among)
  const act: Record<NoteAction, () => void> = {
    cancel: () => searchAll.cancel(),
    goOn: () => searchAll.goOn(),
    again: search,
    searchNew: search,
  }
  const panel = useRef<HTMLElement>(null)
  useEffect(() => {
    const element = panel.current
    const onKey = (event: Event) => {
      if (!(event instanceof KeyboardEvent) || event.key !== 'Escape') return
      event.preventDefault()
      event.stopPropagation()
      searchAll.hide()
    }
    element?.addEventListener('keydown', onKey)
    return () => element?.removeEventListener('keydown', onKey)
  }, [searchAll])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) search()
    else if (event.key === 'ArrowDown' && groups.length > 0) list.current?.focus()
    else return
    event.preventDefault()
  }
  const rows = useMemo(() => resultRows(groups), [groups])
  return (
    <search ref={panel} className={classes.panel} aria-label="Search all sessions">
      <div className={classes.row}>
        <PatternField
          pattern={typed}
          onChange={setTyped}
          label="Search the bytes of all sessions"
          input={input}
          wrong={run.phase === 'refused' && run.at !== null && typed === pattern}
          describedBy={noteId}
          onKeyDown={onKeyDown}
        />
        <Button size="compact-sm" variant="default" disabled={typed.source === ''} onClick={search}>
          Search
        </Button>
        <output className={classes.count}>{resultWords(state)}</output>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label="Close search"
          title="Back to the list (Esc)"
          onClick={() => searchAll.hide()}
        >
          <IconX size={16} />
        </ActionIcon>
      </div>
      <SearchNote
        id={noteId}
        note={noteFor(state, among, asked?.text ?? null)}
        run={run}
        source={pattern.source}
        onAction={(action) => act[action]()}
      />
      <SearchResults ref={list} rows={rows} pattern={pattern} run={run} />
    </search>
  )
}

/** `1,204+ matches in 37 sessions`. */
function resultWords({ run, groups, matches, letGo }: SearchAllState): string {
  if (run.phase === 'none' || run.phase === 'refused') return ''
  if (matches === 0) return run.phase === 'running' ? 'searching…' : 'no match'
  const more = mayHaveMore(run) ? '+' : ''
  const before = letGo > 0 ? ` after the first ${formatCount(letGo)}` : ''
  return `${formatCount(matches)}${more} ${matches === 1 ? 'match' : 'matches'} in ${plural(groups.length, 'session')}${before}`
}

/**
 * @param now which sessions would be searched now
 * @param left text that the list's filter asks for, and that is not looked for here
 */
function noteFor(
  { run, filter, pattern }: SearchAllState,
  now: SearchAllState['filter'],
  left: string | null,
): Note | null {
  const note = noteOf(run, 0)
  if (note) return note
  if (run.phase !== 'none' && pattern.source !== '' && JSON.stringify(filter) !== JSON.stringify(now)) {
    return { text: 'The list has another filter since.', bad: false, action: 'again' }
  }
  if (left === null || left === pattern.source) return null
  return {
    text: `The filter's text “${left}” is left out here: what to look for stands above.`,
    bad: false,
    action: null,
  }
}
