import type { BulkAction, BulkEnd } from '@tcpscope/shared/api'
import { formatCount, plural } from '../../base/format.ts'

const DONE: Readonly<Record<BulkAction, string>> = { close: 'closed', delete: 'deleted' }

/** What came of it, all of it: `198 closed, 2 had ended.` */
export function bulkWords(action: BulkAction, end: BulkEnd): string {
  const parts = [
    `${formatCount(end.done)} ${DONE[action]}`,
    end.ended > 0 && `${formatCount(end.ended)} had ended`,
    end.live > 0 && `${formatCount(end.live)} still open: close them first`,
    end.gone > 0 && `${formatCount(end.gone)} had been deleted already`,
    end.failed > 0 && `${formatCount(end.failed)} failed${end.message ? ` (${end.message})` : ''}`,
  ]
  return `${parts.filter((part) => part !== false).join(', ')}.`
}

/** What is asked before it is done. */
export function askWords(action: BulkAction, count: number): { title: string; text: string } {
  const what = plural(count, 'session')
  return action === 'close'
    ? {
        title: `Close ${what}?`,
        text: 'Their connections are ended by a reset of both peers. Recordings stay.',
      }
    : {
        title: `Delete ${what}?`,
        text: 'Their logs and frame indices are removed from the disk. Those still open are left alone.',
      }
}
