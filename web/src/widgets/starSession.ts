import type { SessionId } from '@tcpscope/shared/base'
import type { Session, SessionPatch } from '@tcpscope/shared/api'
import { toastError } from './toast.ts'

/** Stars a session or takes its star away; says so when that fails. */
export function starSession(
  session: Session,
  starred: boolean,
  { change }: { readonly change: (id: SessionId, patch: SessionPatch) => Promise<void> },
): void {
  change(session.id, { starred }).catch((error: unknown) =>
    toastError(
      `The star of session #${session.number} of ${session.listenerName} could not be changed`,
      error,
    ),
  )
}
