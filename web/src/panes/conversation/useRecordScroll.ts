import { useCallback, useEffect, useRef, useState } from 'react'
import {
  clampPlace,
  endPlace,
  FIRST_PLACE,
  isBefore,
  stepRows,
  type RecordList,
  type RecordPlace,
} from './recordScroll.ts'

export interface RecordScroll {
  readonly place: RecordPlace
  /** Whether the view stays at the newest row. */
  readonly follow: boolean
  readonly scrollTo: (place: RecordPlace) => void
  readonly scrollBy: (rows: number) => void
  readonly setFollow: (follow: boolean) => void
}

/** Where a view of records stands. While it follows, its place is the end, whatever grows. */
export function useRecordScroll(list: RecordList, viewRows: number, followAtFirst: boolean): RecordScroll {
  const [state, setState] = useState({ place: FIRST_PLACE, follow: followAtFirst })
  const latest = useRef({ list, viewRows })
  useEffect(() => {
    latest.current = { list, viewRows }
  })
  const move = useCallback((next: (place: RecordPlace, list: RecordList) => RecordPlace) => {
    setState((before) => {
      const { list, viewRows } = latest.current
      const from = before.follow ? endPlace(viewRows, list) : clampPlace(before.place, viewRows, list)
      const to = clampPlace(next(from, list), viewRows, list)
      return { place: to, follow: before.follow && !isBefore(to, from) }
    })
  }, [])
  return {
    place: state.follow ? endPlace(viewRows, list) : clampPlace(state.place, viewRows, list),
    follow: state.follow,
    scrollTo: useCallback((place: RecordPlace) => move(() => place), [move]),
    scrollBy: useCallback((rows: number) => move((place, list) => stepRows(place, rows, list)), [move]),
    setFollow: useCallback((follow: boolean) => {
      setState((before) => ({
        place: before.follow ? endPlace(latest.current.viewRows, latest.current.list) : before.place,
        follow,
      }))
    }, []),
  }
}
