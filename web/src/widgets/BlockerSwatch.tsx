import type { Blocker } from '@tcpscope/shared/trace'
import classes from './BlockerSwatch.module.css'

/**
 * A patch in the look of a blocker: the hue says who (client, target, disk, tcpscope), lines that it is silent, a
 * full patch that it does not read. Decoration: the words stand beside it.
 */
export function BlockerSwatch({ blocker }: { readonly blocker: Blocker }) {
  return <span className={classes.swatch} data-blocker={blocker} aria-hidden="true" />
}
