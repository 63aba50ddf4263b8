import { xOf, type TimeView } from './timeView.ts'

/** What stands at one place of the drawing. */
export interface NearGroup<T> {
  /** That of the first of them, px. */
  readonly x: number
  readonly members: readonly T[]
}

/**
 * What is in view, together with what is too near to be told apart from it.
 * @param instants in order of time
 * @param joinPx nearer than this to the first of a group is of the group, px
 */
export function nearGroups<T extends { readonly timeNs: number }>(
  instants: readonly T[],
  view: TimeView,
  width: number,
  joinPx: number,
): NearGroup<T>[] {
  const groups: { x: number; members: T[] }[] = []
  for (const instant of instants) {
    const x = xOf(view, width, instant.timeNs)
    if (x < 0 || x > width) continue
    const last = groups.at(-1)
    if (last && x - last.x < joinPx) last.members.push(instant)
    else groups.push({ x, members: [instant] })
  }
  return groups
}
