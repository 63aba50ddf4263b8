import type { Direction, SessionId } from '@tcpscope/shared/base'
import { usePointed } from '../../stores/usePointed.ts'
import { partsPath, rangeParts } from '../../widgets/hexrows/index.ts'
import type { HexWindow } from './hexView.ts'
import classes from './HexPane.module.css'

interface PointedBytesProps {
  readonly id: SessionId
  readonly direction: Direction
  readonly window: HexWindow
}

/** The bytes that are pointed at in another pane. By itself, so that pointing draws no rows anew. */
export function PointedBytes({ id, direction, window: { first, count, layout } }: PointedBytesProps) {
  const pointed = usePointed(id, 'hex')
  if (pointed?.direction !== direction) return null
  const d = partsPath(rangeParts(pointed.range, first, count, layout.bytes), layout)
  return <path className={classes.pointed} data-testid="pointed" d={d} />
}
