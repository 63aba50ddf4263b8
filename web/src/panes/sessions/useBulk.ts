import { useEffect, useRef, useState } from 'react'
import type { BulkAction, BulkRequest } from '@tcpscope/shared/api'
import { errorText, isAbort } from '../../data/api.ts'
import { useServices } from '../../stores/services.ts'
import { bulkWords } from './bulkWords.ts'

export interface Bulk {
  /** What is under way; null: nothing. */
  readonly progress: { readonly action: BulkAction; readonly looked: number; readonly total: number } | null
  /** What came of the last one. */
  readonly result: { readonly text: string; readonly failed: boolean } | null
  readonly run: (request: BulkRequest) => Promise<void>
  /** Ends it where it is. */
  readonly stop: () => void
  readonly forget: () => void
}

/** Closes or deletes many sessions, and says how far it is. It stops when the list goes. */
export function useBulk(): Bulk {
  const { api } = useServices()
  const [progress, setProgress] = useState<Bulk['progress']>(null)
  const [result, setResult] = useState<Bulk['result']>(null)
  const running = useRef<AbortController | null>(null)
  useEffect(() => () => running.current?.abort(), [])

  async function run(request: BulkRequest): Promise<void> {
    const { action } = request
    const controller = new AbortController()
    running.current?.abort()
    running.current = controller
    // Another one may begin before this one has ended: then it is that one that is told of.
    let looked = 0
    setResult(null)
    setProgress({ action, looked, total: request.ids?.length ?? 0 })
    try {
      for await (const lines of api.actOnSessions(request, controller.signal)) {
        const last = lines.at(-1)
        if (!last) continue
        looked = last.looked
        if (running.current !== controller) return
        if (last.type === 'progress') setProgress({ action, looked, total: last.total })
        else setResult({ text: bulkWords(action, last), failed: last.failed > 0 })
      }
    } catch (error) {
      if (running.current !== controller) return
      const stopped = isAbort(error) || controller.signal.aborted
      const text = stopped ? `Stopped after ${looked} of them.` : errorText(error)
      setResult({ text, failed: !stopped })
    }
    if (running.current === controller) setProgress(null)
  }

  return { progress, result, run, stop: () => running.current?.abort(), forget: () => setResult(null) }
}
