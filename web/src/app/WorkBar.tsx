import { useStore } from 'zustand'
import { useServices } from '../stores/services.ts'
import classes from './WorkBar.module.css'

/** A line below the top bar while a request takes longer than a second. */
export function WorkBar() {
  const { work } = useServices()
  const busy = useStore(work, ({ slow }) => slow > 0)
  return (
    <div className={classes.place}>
      {busy && (
        <div className={classes.bar}>
          <progress className="visually-hidden" aria-label="Waiting for the server" />
        </div>
      )}
    </div>
  )
}
