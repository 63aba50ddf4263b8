import { useCallback, useEffect, useState } from 'react'
import { ByteRange, type Direction, type SessionId } from '@tcpscope/shared/base'
import { errorText } from '../../data/api.ts'
import type { PageCache } from '../../data/pageCache.ts'
import { useServices } from '../../stores/services.ts'
import { copyText, MAX_COPY, type CopyForm } from './copyText.ts'

/** How long what came of a copying is shown, ms. */
const NOTE_MS = 2_500

export interface Copy {
  readonly copy: (form: CopyForm, range: ByteRange) => void
  readonly note: string | null
}

/** Copies bytes of one direction to the clipboard; those not at hand are read from the server. */
export function useCopy(sessionId: SessionId, direction: Direction, pages: PageCache): Copy {
  const { api } = useServices()
  const [note, setNote] = useState<string | null>(null)
  useEffect(() => {
    if (note === null) return undefined
    const timer = setTimeout(() => setNote(null), NOTE_MS)
    return () => clearTimeout(timer)
  }, [note])
  const copy = useCallback(
    (form: CopyForm, range: ByteRange) => {
      const length = ByteRange.length(range)
      if (length > MAX_COPY) return setNote('More than 1 MiB is not copied: take the download.')
      const known = pages.slice(range.start, range.end)
      const bytes = known.complete ? Promise.resolve(known.bytes) : api.bytes(sessionId, direction, range)
      // The clipboard takes a promise as well, so the person's click still counts when bytes come later.
      bytes
        .then((read) => navigator.clipboard.writeText(copyText(form, read, range.start, pages.gaps)))
        .then(() => setNote(`copied ${length} ${length === 1 ? 'byte' : 'bytes'}`))
        .catch((error: unknown) => setNote(`not copied: ${errorText(error)}`))
    },
    [api, sessionId, direction, pages],
  )
  return { copy, note }
}
