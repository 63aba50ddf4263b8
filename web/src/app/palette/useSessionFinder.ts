import { useCallback } from 'react'
import { useRoute } from '../../stores/route.ts'
import { useServices } from '../../stores/services.ts'
import { useCommandFinder } from '../../stores/useCommands.ts'
import { MOST_SESSIONS, sessionCommand, sessionsNamed } from './sessionLines.ts'

/** How long typing must rest before the server is asked, ms. */
const REST_MS = 200

/** Sessions by number, address or listener: of the list at once, and by address from the server. */
export function useSessionFinder(): void {
  const { sessions, api } = useServices()
  const { openSession } = useRoute()
  useCommandFinder(
    useCallback(
      (query) =>
        sessionsNamed(sessions.getState().window.rows, query).map((session) =>
          sessionCommand(session, openSession),
        ),
      [sessions, openSession],
    ),
  )
  useCommandFinder(
    useCallback(
      async (query, signal) => {
        // Addresses and ports; words are for commands.
        if (!/^[\d.:[\]a-f]{3,}$/i.test(query)) return []
        await rest(signal)
        const page = await api.sessions({ address: query, limit: MOST_SESSIONS }, signal)
        return page.sessions.map((session) => sessionCommand(session, openSession))
      },
      [api, openSession],
    ),
  )
}

/** @throws DOMException AbortError when something else is typed meanwhile */
function rest(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, REST_MS)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(new DOMException('typed on', 'AbortError'))
    })
  })
}
