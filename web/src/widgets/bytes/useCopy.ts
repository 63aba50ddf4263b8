import { useEffect, useRef, useState } from 'react'
import { ByteRange } from '@tcpscope/shared/base'
import { plural } from '../../base/format.ts'
import { copyText, MAX_COPY, type CopyForm, type CopySource } from './copyText.ts'

/** How long what came of a copying is shown, ms. */
const NOTE_MS = 4_000

export interface Copy {
  readonly copy: (form: CopyForm, range: ByteRange) => void
  /** Puts other words on the clipboard. @param what they are, for the note */
  readonly copyWords: (words: string, what: string) => void
  /** What came of the last copying, for a moment. */
  readonly note: string | null
}

/**
 * Copies bytes to the clipboard.
 * @param read the bytes of a range, from wherever they are
 */
export function useCopy(
  read: (range: ByteRange) => Promise<Uint8Array>,
  about: Pick<CopySource, 'gaps' | 'encoding' | 'about'>,
): Copy {
  const [note, setNote] = useState<string | null>(null)
  useEffect(() => {
    if (note === null) return undefined
    const timer = setTimeout(() => setNote(null), NOTE_MS)
    return () => clearTimeout(timer)
  }, [note])

  const newest = useRef(0)
  const write = async (words: Promise<string>, what: string) => {
    const turn = ++newest.current
    try {
      const text = await words
      // Bytes may come late: what was asked for last is what the clipboard has in the end.
      if (turn !== newest.current) return
      // A page that did not come from this machine or over https has no clipboard at all.
      if (!('clipboard' in navigator)) throw new Error('the browser gives this page no clipboard.')
      await navigator.clipboard.writeText(text)
      setNote(`copied ${what}`)
    } catch (error) {
      if (turn === newest.current)
        setNote(`not copied: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return {
    note,
    copy: (form, range) => {
      const length = ByteRange.length(range)
      if (length > MAX_COPY) return setNote('More than 1 MiB is not copied: save it as a file.')
      const words = read(range).then((bytes) => copyText(form, { ...about, bytes, start: range.start }))
      void write(words, plural(length, 'byte'))
    },
    copyWords: (words, what) => void write(Promise.resolve(words), what),
  }
}
