import { modals } from '@mantine/modals'
import type { Listener } from '@tcpscope/shared/api'
import { errorText, type Api } from '../../data/api.ts'
import type { ListenersStore } from '../../stores/listeners.ts'
import { toastError } from '../../widgets/toast.ts'

/** Stops a listener that listens, starts any other. What goes wrong is shown beside the listener. */
export async function toggleListener(listener: Listener, api: Api, store: ListenersStore): Promise<void> {
  const { id, state } = listener
  try {
    await store.ask(() => (state === 'listening' ? api.stopListener(id) : api.startListener(id)))
  } catch (error) {
    store.putError(id, errorText(error))
  }
}

/** Asks, and deletes the listener. Its sessions stay. */
export function confirmDeleteListener(listener: Listener, api: Api, onDeleted: () => void): void {
  modals.openConfirmModal({
    title: `Delete ${listener.name}?`,
    children: 'The port is closed; open connections live on, and recorded sessions are kept.',
    labels: { confirm: 'Delete', cancel: 'Cancel' },
    confirmProps: { color: 'red' },
    onConfirm: () => {
      api
        .deleteListener(listener.id)
        .then(onDeleted)
        .catch((error: unknown) => toastError(`${listener.name} could not be deleted`, error))
    },
  })
}
