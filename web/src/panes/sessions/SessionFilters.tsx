import { Button, Pill } from '@mantine/core'
import { useStore } from 'zustand'
import { formatCount, formatMoment, plural } from '../../base/format.ts'
import { useRoute } from '../../stores/route.ts'
import { useServices } from '../../stores/services.ts'
import { AsOfNote } from './AsOfNote.tsx'
import { ColumnMenu } from './ColumnMenu.tsx'
import { FilterBox } from './FilterBox.tsx'
import { SavedFilters } from './SavedFilters.tsx'
import { SearchButton } from './SearchButton.tsx'
import { useSwimlanesShown } from '../../stores/swimlanesShown.ts'
import classes from './SessionList.module.css'

/** What of the list is shown, and how; the filter stands in the URL. */
export function SessionFilters() {
  const { sessions, listeners } = useServices()
  const { filter, setFilter } = useRoute()
  const [lanes, showLanes] = useSwimlanesShown()
  const listenerName = useStore(
    listeners,
    (state) => state.listeners.find(({ id }) => id === filter.listener)?.name ?? 'a deleted listener',
  )
  const total = useStore(sessions, (state) => state.window.total)
  const ready = useStore(sessions, (state) => state.phase === 'ready' && state.fault === null)
  return (
    <div className={classes.filters}>
      <h2 className={classes.title}>Sessions</h2>
      <span className="dim" title={plural(total, 'session')}>
        {ready && formatCount(total)}
      </span>
      <AsOfNote />
      <SearchButton />
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
      <FilterBox value={filter.filter ?? ''} onChange={(text) => setFilter({ filter: text || null })} />
      <SavedFilters />
      <ColumnMenu />
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
