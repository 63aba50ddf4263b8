import { Separator } from 'react-resizable-panels'
import classes from './Splitter.module.css'

/** The line between two panels, to be dragged, or moved by the arrow keys while it has the focus. */
export function Splitter({ label }: { readonly label: string }) {
  return <Separator className={classes.separator} aria-label={label} />
}
