import { assertNever } from '@tcpscope/shared/base'
import { formatBytes, formatCount, plural } from '../../base/format.ts'
import type { Wrap } from '../../stores/findCursor.ts'
import { SEARCH_SECONDS, type RunState } from '../../stores/searchRun.ts'

/** What can be done about a search that stands as it does. */
export type NoteAction = 'cancel' | 'goOn' | 'again' | 'searchNew'

/** A sentence about a search, and the button beside it. */
export interface Note {
  readonly text: string
  /** Something went wrong. */
  readonly bad: boolean
  readonly action: NoteAction | null
}

export const ACTION_WORDS: Readonly<Record<NoteAction, string>> = {
  cancel: 'Cancel',
  goOn: 'Go on',
  again: 'Search again',
  searchNew: 'Search them',
}

/** Whether there may be more matches than are known. */
export function mayHaveMore(run: RunState): boolean {
  return run.phase !== 'none' && !(run.phase === 'ended' && run.end.done === 'complete')
}

/**
 * `12 of 3,410+`; the plus: there may be more.
 * @param rank matches before the current one, null without one
 * @param size matches that are known
 */
export function countWords(run: RunState, rank: number | null, size: number): string {
  if (run.phase === 'none' || run.phase === 'refused') return ''
  const more = mayHaveMore(run) ? '+' : ''
  if (size > 0) return `${rank === null ? '–' : formatCount(rank + 1)} of ${formatCount(size)}${more}`
  if (run.phase === 'running') return 'searching…'
  return run.phase === 'ended' && run.end.done === 'complete' ? 'no match' : 'none so far'
}

/** That finding has begun anew at the other end; empty: it has not. */
export function wrapWords(run: RunState, wrap: Wrap | null): string {
  if (wrap === null) return ''
  return `Went on from the ${wrap}${mayHaveMore(run) ? ' of what is searched' : ''}.`
}

/** How much of the bytes is searched, 0 to 1; null: not known. */
export function searchedShare({
  searchedBytes,
  totalBytes,
}: {
  readonly searchedBytes: number
  readonly totalBytes: number | null
}): number | null {
  if (totalBytes === null) return null
  return totalBytes === 0 ? 1 : Math.min(1, searchedBytes / totalBytes)
}

/** How far a search came: `34 %` of a session, `12 of 340 sessions` of many. */
export function extentWords(extent: {
  readonly searchedBytes: number
  readonly totalBytes: number | null
  readonly searchedSessions: number
  readonly totalSessions: number
}): string {
  const share = searchedShare(extent)
  // Not quite all must not read as all.
  if (share !== null) return `${share === 1 ? 100 : Math.min(99, Math.floor(share * 100))} %`
  return `${formatCount(extent.searchedSessions)} of ${plural(extent.totalSessions, 'session')}`
}

/**
 * What there is to say of a search beside its count; null: nothing.
 * @param newBytes bytes that were recorded since it was complete
 */
export function noteOf(run: RunState, newBytes: number): Note | null {
  switch (run.phase) {
    case 'none':
      return null
    case 'running':
      return { text: runningWords(run), bad: false, action: 'cancel' }
    case 'cancelled':
      return {
        text: run.progress ? `Cancelled at ${extentWords(run.progress)}.` : 'Cancelled.',
        bad: false,
        action: 'again',
      }
    case 'refused':
      // A mistake in the pattern stays one; anything else may pass.
      return { text: run.message, bad: true, action: run.at === null ? 'again' : null }
    case 'lost':
      return { text: run.message, bad: true, action: 'again' }
    case 'ended':
      return endNote(run, newBytes)
    default:
      return assertNever(run)
  }
}

function runningWords({ progress }: RunState & { phase: 'running' }): string {
  if (!progress) return 'Asking the server…'
  if (progress.waiting > 0)
    return `Waiting for ${plural(progress.waiting, 'other search', 'other searches')}…`
  const { searchedBytes, totalBytes } = progress
  const bytes = totalBytes === null ? formatBytes(searchedBytes) : `of ${formatBytes(totalBytes)}`
  return `${extentWords(progress)}${totalBytes === null ? ', ' : ' '}${bytes}`
}

function endNote({ end }: RunState & { phase: 'ended' }, newBytes: number): Note | null {
  const { done, message, matches, unreadableSessions, totalSessions } = end
  switch (done) {
    case 'limit':
      return {
        text: `Stopped after ${plural(matches, 'match', 'matches')}: ${extentWords(end)} searched.`,
        bad: false,
        action: 'goOn',
      }
    case 'time':
      return {
        text: `Stopped after ${SEARCH_SECONDS} s: ${extentWords(end)} searched.`,
        bad: false,
        action: 'goOn',
      }
    case 'cancelled':
      return { text: 'The server has ended the search.', bad: true, action: 'again' }
    case 'failed':
      return { text: message ?? 'The search failed.', bad: true, action: 'again' }
    case 'complete':
      if (unreadableSessions > 0) {
        const what =
          totalSessions > 1
            ? `${plural(unreadableSessions, 'session')} could not be read.`
            : 'A part of the recording could not be read.'
        return { text: what, bad: true, action: 'again' }
      }
      if (newBytes === 0) return null
      return { text: `${formatBytes(newBytes)} recorded since.`, bad: false, action: 'searchNew' }
    default:
      return assertNever(done)
  }
}
