import { useMemo } from 'react'
import { useCallbackRef } from '@mantine/hooks'
import type { ByteRange, Direction, SessionId } from '@tcpscope/shared/base'
import type { TextEncoding } from '../../base/textCells.ts'
import { bytesPath } from '../../data/api.ts'
import { gapsIn } from '../../data/gaps.ts'
import type { PageCache } from '../../data/pageCache.ts'
import type { CopyMenuProps } from './CopyMenu.tsx'
import { useCopy } from './useCopy.ts'

export interface ByteCopy {
  /** The same object until what can be copied changes. */
  readonly menu: Omit<CopyMenuProps, 'about' | 'selected'>
  /** What came of the last copying, for a moment. */
  readonly note: string | null
}

/** Bytes that can be taken, and how they are got. */
interface CopiedBytes {
  readonly id: SessionId
  readonly direction: Direction
  /** What of them is at hand, and what is missing in the recording. */
  readonly pages: PageCache
  readonly selected: ByteRange | null
  /** How they are written as text. */
  readonly encoding: TextEncoding
  /** Reads those that are not at hand. */
  readonly read: (range: ByteRange) => Promise<Uint8Array>
  /** The address of some of them. */
  readonly linkTo: (range: ByteRange) => string
}

/** What can be taken of the selected bytes of one direction. */
export function useByteCopy(bytes: CopiedBytes): ByteCopy {
  const { id, direction, pages, selected, encoding, linkTo } = bytes
  const read = (range: ByteRange): Promise<Uint8Array> => {
    const known = pages.slice(range.start, range.end)
    // A copy: the pages may be filled anew before it is used.
    return known.complete ? Promise.resolve(known.bytes.slice()) : bytes.read(range)
  }
  const about = `tcpscope: ${direction} bytes ${selected ? `from offset ${selected.start}` : ''}`.trimEnd()
  const { copy, copyWords, note } = useCopy(read, { gaps: pages.gaps, encoding, about })
  const onCopy = useCallbackRef(copy)
  const onCopyLink = useCallbackRef(() => {
    if (selected) copyWords(linkTo(selected), 'the link')
  })
  const gap = selected !== null && gapsIn(pages.gaps, selected.start, selected.end).length > 0
  const filePath = selected && bytesPath(id, direction, selected)
  const menu = useMemo(() => ({ onCopy, onCopyLink, gap, filePath }), [onCopy, onCopyLink, gap, filePath])
  return { note, menu }
}
