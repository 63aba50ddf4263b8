import type { SessionId } from '@tcpscope/shared/base'
import type { Api } from '../../data/api.ts'
import { toastError } from '../../widgets/toast.ts'

/** Ends a session's connection by RST to both peers; a refusal is told in a toast. */
export async function closeConnection(id: SessionId, api: Api): Promise<void> {
  try {
    await api.closeSession(id)
  } catch (error) {
    toastError('The connection could not be closed', error)
  }
}
