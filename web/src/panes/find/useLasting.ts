import { useEffect, useState } from 'react'

/** True once something has been so for a while; false as soon as it is not. */
export function useLasting(so: boolean, ms: number): boolean {
  const [lasting, setLasting] = useState(false)
  useEffect(() => {
    if (!so) return undefined
    const timer = setTimeout(() => setLasting(true), ms)
    return () => {
      clearTimeout(timer)
      setLasting(false)
    }
  }, [so, ms])
  return so && lasting
}
