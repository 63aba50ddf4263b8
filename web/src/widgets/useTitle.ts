import { useEffect } from 'react'
import { listTitle } from '../base/pageTitle.ts'

/** Names the page in the browser's tabs and history while the component is shown; null: somebody else does. */
export function useTitle(title: string | null): void {
  useEffect(() => {
    if (title === null) return undefined
    document.title = title
    return () => {
      document.title = listTitle()
    }
  }, [title])
}
