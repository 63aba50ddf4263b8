import { useEffect, useRef } from 'react'
import { useServices } from './services.ts'
import type { BytePlace } from './viewport.ts'

/** Lets others ask where a pane stands, while it is shown. @param read its first byte in view; null: it shows none */
export function useInView(read: () => BytePlace | null): void {
  const { viewport } = useServices()
  const latest = useRef(read)
  useEffect(() => {
    latest.current = read
  })
  useEffect(() => viewport.register(() => latest.current()), [viewport])
}
