import type { SessionId } from '@tcpscope/shared/base'
import { usePointed } from '../../stores/usePointed.ts'
import { partsPath, type RowLayout } from '../../widgets/hexrows/index.ts'
import { selectedParts, type DrawnRows } from './conversationRows.ts'
import classes from './Conversation.module.css'

interface PointedRowsProps {
  readonly id: SessionId
  readonly drawn: DrawnRows
  readonly layout: RowLayout
}

/** The bytes that are pointed at in another pane. By itself, so that pointing draws no rows anew. */
export function PointedRows({ id, drawn, layout }: PointedRowsProps) {
  const pointed = usePointed(id, 'conversation')
  if (!pointed) return null
  const d = partsPath(selectedParts(drawn, pointed.direction, pointed.range), layout)
  return <path className={classes.pointed} data-testid="pointed" d={d} />
}
