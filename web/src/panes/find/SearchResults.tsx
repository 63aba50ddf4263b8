/* oxlint-disable jsx-a11y/prefer-tag-over-role -- rows are placed by the virtualiser, and a select has no headings */
import { useId, useMemo, useState, type KeyboardEvent, type RefObject } from 'react'
import { useVirtualizer } from '@tanstack/react-virtual'
import type { RunState, SearchPattern } from '../../stores/searchRun.ts'
import { useRoute } from '../../stores/route.ts'
import { useServices } from '../../stores/services.ts'
import { ResultLine } from './ResultLine.tsx'
import type { ResultRow } from './resultRows.ts'
import { useResultData } from './useResultData.ts'
import classes from './Find.module.css'

/** Height of a row, px; the style sheet's is the same. */
const ROW = 24

interface SearchResultsProps {
  readonly ref: RefObject<HTMLDivElement | null>
  readonly rows: readonly ResultRow[]
  readonly pattern: SearchPattern
  readonly run: RunState
}

/** What was found, session after session, drawn for what is in view. Enter or a click goes there. */
export function SearchResults({ ref, rows, pattern, run }: SearchResultsProps) {
  const { find } = useServices()
  const { openBytes, openSession } = useRoute()
  const id = useId()
  const [cursor, setCursor] = useState(0)
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => ref.current,
    estimateSize: () => ROW,
    overscan: 8,
  })
  const items = virtualizer.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? -1
  const data = useResultData(useMemo(() => rows.slice(first, last + 1), [rows, first, last]))

  const open = (index: number) => {
    const row = rows[index]
    if (!row) return
    setCursor(index)
    if (row.kind === 'session') openSession(row.id)
    else openBytes(row.id, row.match)
    find.showFor(row.id, pattern)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((ref.current?.clientHeight ?? 0) / ROW) - 1)
    const steps: Record<string, number> = {
      ArrowUp: -1,
      ArrowDown: 1,
      PageUp: -page,
      PageDown: page,
      Home: -rows.length,
      End: rows.length,
    }
    const step = steps[event.key]
    if (step !== undefined) {
      const next = Math.max(0, Math.min(rows.length - 1, cursor + step))
      setCursor(next)
      virtualizer.scrollToIndex(next)
    } else if (event.key === 'Enter') open(cursor)
    else return
    event.preventDefault()
  }
  if (rows.length === 0) {
    return (
      <p className={classes.hint}>
        {run.phase === 'none' && 'Enter searches the recordings of all sessions in the list, newest first.'}
      </p>
    )
  }
  const drawn = items.some(({ index }) => index === cursor)
  return (
    <div
      ref={ref}
      className={classes.results}
      role="listbox"
      aria-label="Matches"
      aria-activedescendant={drawn ? `${id}-${cursor}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div role="presentation" className={classes.sheet} style={{ height: virtualizer.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const row = rows[index]
          return (
            row && (
              <ResultLine
                key={index}
                id={`${id}-${index}`}
                row={row}
                data={data}
                top={start}
                cursor={index === cursor}
                place={index + 1}
                of={rows.length}
                onOpen={() => open(index)}
              />
            )
          )
        })}
      </div>
    </div>
  )
}
