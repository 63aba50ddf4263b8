import { useStore } from 'zustand'
import { formatMoment } from '../../base/format.ts'
import { useServices } from '../../stores/services.ts'
import classes from './SessionList.module.css'

/** While a moment of the open session is shown: that the rows are as of it, too, and what they cannot know. */
export function AsOfNote() {
  const { view } = useServices()
  const atMs = useStore(view, ({ asOf }) => asOf?.atMs ?? null)
  if (atMs === null) return null
  return (
    <span
      className={classes.asOf}
      title={
        'States, ages and ends are those of this moment; rows in italics began later. ' +
        '“≤” stands before bytes of now: by then it was so many at most. Filter and order are those of now.'
      }
    >
      as of {formatMoment(Math.floor(atMs)).slice(11)}
    </span>
  )
}
