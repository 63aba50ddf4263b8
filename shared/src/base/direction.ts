/** `upstream` is client to target, `downstream` is target to client. */
export type Direction = 'upstream' | 'downstream'
/** One of the two peers of a connection. */
export type Side = 'client' | 'target'

export const DIRECTIONS: readonly Direction[] = ['upstream', 'downstream']

/** The peer whose bytes flow in this direction. */
export function sourceOf(direction: Direction): Side {
  return direction === 'upstream' ? 'client' : 'target'
}

/** The peer that receives the bytes of this direction. */
export function sinkOf(direction: Direction): Side {
  return direction === 'upstream' ? 'target' : 'client'
}

/** The direction whose bytes come from this peer. */
export function directionFrom(side: Side): Direction {
  return side === 'client' ? 'upstream' : 'downstream'
}

export function otherDirection(direction: Direction): Direction {
  return direction === 'upstream' ? 'downstream' : 'upstream'
}

/** The number a direction has in files and binary frames: 0 upstream, 1 downstream. */
export function directionCode(direction: Direction): 0 | 1 {
  return direction === 'upstream' ? 0 : 1
}

export function directionOf(code: number): Direction {
  return code === 0 ? 'upstream' : 'downstream'
}
