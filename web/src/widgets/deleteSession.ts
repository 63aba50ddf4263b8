import { modals } from '@mantine/modals'
import type { Session } from '@tcpscope/shared/api'
import type { Api } from '../data/api.ts'
import { toastError } from './toast.ts'

/** Asks, and deletes the session with its files. */
export function confirmDeleteSession(session: Session, api: Api): void {
  const name = `#${session.number} of ${session.listenerName}`
  modals.openConfirmModal({
    title: `Delete session ${name}?`,
    children: 'Its three logs and its frame index are removed from the disk.',
    labels: { confirm: 'Delete', cancel: 'Cancel' },
    confirmProps: { color: 'red' },
    onConfirm: () => {
      api
        .deleteSession(session.id)
        .catch((error: unknown) => toastError(`Session ${name} could not be deleted`, error))
    },
  })
}
