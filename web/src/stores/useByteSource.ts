import { useStore } from 'zustand'
import type { ByteRange, Direction, SessionId } from '@tcpscope/shared/base'
import type { TextEncoding } from '../base/textCells.ts'
import { byteLink } from './byteLink.ts'
import { useServices } from './services.ts'

/** What copying asks of the page for bytes of one direction. */
export interface ByteSource {
  /** How they are written as text. */
  readonly encoding: TextEncoding
  /** Reads them from the server. */
  readonly read: (range: ByteRange) => Promise<Uint8Array>
  /** The address of some of them. */
  readonly linkTo: (range: ByteRange) => string
}

/** Bytes of one direction of the session that is open, as they are taken away. */
export function useByteSource(id: SessionId, direction: Direction): ByteSource {
  const { api, hexSettings } = useServices()
  return {
    encoding: useStore(hexSettings, ({ text }) => text),
    read: (range) => api.bytes(id, direction, range),
    linkTo: (range) => byteLink(location.href, { direction, range }),
  }
}
