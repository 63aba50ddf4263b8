import { useMemo } from 'react'
import { useCallbackRef } from '@mantine/hooks'
import { useStore } from 'zustand'
import type { ByteRange, Direction, SessionId } from '@tcpscope/shared/base'
import { bytesPath } from '../../data/api.ts'
import { gapsIn } from '../../data/gaps.ts'
import type { PageCache } from '../../data/pageCache.ts'
import { byteLink } from '../../stores/byteLink.ts'
import type { Services } from '../../stores/services.ts'
import type { CopyMenuProps } from './CopyMenu.tsx'
import { useCopy } from './useCopy.ts'

export interface ByteCopy {
  /** The same object until what can be copied changes. */
  readonly menu: Omit<CopyMenuProps, 'about' | 'selected'>
  /** What came of the last copying, for a moment. */
  readonly note: string | null
}

/** What can be taken of the selected bytes of one direction; those not at hand are read from the server. */
export function useByteCopy(
  { api, hexSettings }: Pick<Services, 'api' | 'hexSettings'>,
  id: SessionId,
  direction: Direction,
  pages: PageCache,
  selected: ByteRange | null,
): ByteCopy {
  const encoding = useStore(hexSettings, ({ text }) => text)
  const read = ({ start, end }: ByteRange): Promise<Uint8Array> => {
    const known = pages.slice(start, end)
    // A copy: the pages may be filled anew before it is used.
    return known.complete ? Promise.resolve(known.bytes.slice()) : api.bytes(id, direction, { start, end })
  }
  const about = `tcpscope: ${direction} bytes ${selected ? `from offset ${selected.start}` : ''}`.trimEnd()
  const { copy, copyWords, note } = useCopy(read, { gaps: pages.gaps, encoding, about })
  const onCopy = useCallbackRef(copy)
  const onCopyLink = useCallbackRef(() => {
    if (selected) copyWords(byteLink(window.location.href, { direction, range: selected }), 'the link')
  })
  const gap = selected !== null && gapsIn(pages.gaps, selected.start, selected.end).length > 0
  const filePath = selected && bytesPath(id, direction, selected)
  const menu = useMemo(() => ({ onCopy, onCopyLink, gap, filePath }), [onCopy, onCopyLink, gap, filePath])
  return { note, menu }
}
