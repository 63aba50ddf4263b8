import { useEffect, useRef } from 'react'
import type { RecordScroll } from './useRecordScroll.ts'

/** Rows of another width: the byte at the upper edge stays there. @param rowBytes bytes a row */
export function useRowPlace({ place, follow, scrollTo }: RecordScroll, rowBytes: number): void {
  const seen = useRef({ place, rowBytes })
  useEffect(() => {
    const before = seen.current
    seen.current = { place, rowBytes }
    const { record, row } = before.place
    if (before.rowBytes === rowBytes || follow || row <= 1) return
    scrollTo({ record, row: 1 + Math.floor(((row - 1) * before.rowBytes) / rowBytes) })
  }, [place, rowBytes, follow, scrollTo])
}
