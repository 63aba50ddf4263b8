import { Button, CloseButton, Progress } from '@mantine/core'
import { modals } from '@mantine/modals'
import { useStore } from 'zustand'
import type { SessionId } from '@tcpscope/shared/base'
import { type BulkAction, MAX_BULK_IDS, MAX_EXPORT, MAX_EXPORT_IDS } from '@tcpscope/shared/api'
import { formatCount, plural } from '../../base/format.ts'
import { exportPath } from '../../data/api.ts'
import { filterQuery, rulesOf } from '../../stores/listRules.ts'
import { useRoute } from '../../stores/route.ts'
import { useServices } from '../../stores/services.ts'
import classes from './BulkBar.module.css'
import { askWords } from './bulkWords.ts'
import { ALL_SELECTED, countSelected, NONE_SELECTED, type RowSelection } from './rowSelection.ts'
import { useBulk } from './useBulk.ts'

interface BulkBarProps {
  readonly selection: RowSelection
  readonly onSelect: (selection: RowSelection) => void
}

/** What can be done with the selected sessions, how far it is, and what came of it. */
export function BulkBar({ selection, onSelect }: BulkBarProps) {
  const { sessions } = useServices()
  const total = useStore(sessions, (state) => state.window.total)
  const { filter } = useRoute()
  const { progress, result, run, stop, forget } = useBulk()
  const count = countSelected(selection, total)
  if (count === 0 && !progress && !result) return null

  const ids: SessionId[] = [...selection.ids]
  // With `all` the ids are those that are not selected.
  const tooMany = ids.length > MAX_BULK_IDS
  function all() {
    return filterQuery(filter, rulesOf(filter))
  }
  function ask(action: BulkAction): void {
    const { title, text } = askWords(action, count)
    modals.openConfirmModal({
      title,
      children: text,
      labels: { confirm: action === 'close' ? 'Close them' : 'Delete', cancel: 'Cancel' },
      confirmProps: { color: 'red' },
      onConfirm: () => {
        onSelect(NONE_SELECTED)
        void run(
          selection.all
            ? { action, all: all(), ...(ids.length > 0 ? { except: ids } : {}) }
            : { action, ids },
        )
      },
    })
  }
  const exportFault = exportProblem(selection, count)
  return (
    <section className={classes.bar} aria-label="Selected sessions">
      {count > 0 && !progress && (
        <>
          <strong>{formatCount(count)} selected</strong>
          <Button size="compact-xs" variant="default" disabled={tooMany} onClick={() => ask('close')}>
            Close
          </Button>
          <Button size="compact-xs" variant="default" disabled={tooMany} onClick={() => ask('delete')}>
            Delete
          </Button>
          {exportFault === null ? (
            <Button
              component="a"
              size="compact-xs"
              variant="default"
              download
              href={exportPath(selection.all ? all() : { ids: ids.join(',') })}
            >
              Export as zip
            </Button>
          ) : (
            <span className="dim">{exportFault}</span>
          )}
          {!selection.all && count < total && (
            <Button size="compact-xs" variant="subtle" onClick={() => onSelect(ALL_SELECTED)}>
              Select all {formatCount(total)}
            </Button>
          )}
          {tooMany && (
            <span className="dim">Name at most {formatCount(MAX_BULK_IDS)}, or filter and select all.</span>
          )}
          <CloseButton size="xs" aria-label="Select none" onClick={() => onSelect(NONE_SELECTED)} />
        </>
      )}
      {progress && (
        <>
          <span>
            {progress.action === 'close' ? 'Closing' : 'Deleting'} {formatCount(progress.looked)} of{' '}
            {plural(progress.total, 'session')}
          </span>
          <Progress
            className={classes.progress ?? ''}
            value={progress.total === 0 ? 0 : (progress.looked / progress.total) * 100}
            aria-label="How much is done"
          />
          <Button size="compact-xs" variant="default" onClick={stop}>
            Stop
          </Button>
        </>
      )}
      <output className={result?.failed ? classes.failed : undefined}>{!progress && result?.text}</output>
      {!progress && result && <CloseButton size="xs" aria-label="Hide the result" onClick={forget} />}
    </section>
  )
}

/** Why these cannot be exported; null: they can. */
function exportProblem({ all, ids }: RowSelection, count: number): string | null {
  if (all && ids.size > 0) return 'For an archive of all but some, filter them out.'
  const most = all ? MAX_EXPORT : MAX_EXPORT_IDS
  return count > most ? `An archive takes at most ${formatCount(most)}${all ? '' : ' by hand'}.` : null
}
