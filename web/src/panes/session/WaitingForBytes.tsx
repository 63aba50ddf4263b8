import { useStore } from 'zustand'
import { formatAge, formatMoment } from '../../base/format.ts'
import { isLive, waitingWords } from '../../base/words.ts'
import { useServices } from '../../stores/services.ts'
import { Notice } from '../../widgets/Notice.tsx'
import { useNow } from '../../widgets/useNow.ts'
import type { SessionFeed } from './contract.ts'

/** A session without a byte: who is being waited for, since when; or why none came. */
export function WaitingForBytes({ feed }: { readonly feed: SessionFeed }) {
  const { view } = useServices()
  const session = useStore(feed.store, (state) => state.session)
  const sinceMs = useStore(feed.store, ({ session: s, marks }) => {
    const newest = marks.at(-1)
    return newest ? s.startedAtMs + newest.timeNs / 1e6 : s.startedAtMs
  })
  const live = isLive(session)
  const frozenAtMs = useStore(view, (state) => state.frozenAtMs)
  const now = useNow(1000, live && frozenAtMs === null)
  const seconds = Math.max(0, Math.floor(((frozenAtMs ?? now) - sinceMs) / 1000))
  return (
    <Notice title={live ? 'No byte yet' : 'No bytes'}>
      <p>{waitingWords(session)}</p>
      {live ? (
        <p className="dim">
          Since {formatMoment(sinceMs)}, for {formatAge(seconds)}.
        </p>
      ) : (
        session.close && <p className="dim">{session.close.text}</p>
      )}
    </Notice>
  )
}
