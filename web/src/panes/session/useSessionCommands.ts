import { useCallback, useMemo } from 'react'
import { useStore } from 'zustand'
import { ByteRange, DIRECTIONS } from '@tcpscope/shared/base'
import { parseOffset } from '../../base/parseOffset.ts'
import { isLive } from '../../base/words.ts'
import { downloadPath } from '../../data/api.ts'
import type { Command } from '../../stores/commands.ts'
import { useRoute } from '../../stores/route.ts'
import { useServices } from '../../stores/services.ts'
import { useCommandFinder, useCommands } from '../../stores/useCommands.ts'
import { confirmDeleteSession } from '../../widgets/deleteSession.ts'
import { closeConnection } from './closeConnection.ts'
import type { SessionFeed } from './contract.ts'
import { DOWNLOADS } from './Downloads.tsx'
import { TABS } from './tabs.ts'
import { useNoteKey } from './useNoteKey.ts'

/** What can be done with the session that is open, for the palette. */
export function useSessionCommands(feed: SessionFeed): void {
  useSessionActions(feed)
  useTabCommands()
  useByteCommands(feed)
  useOffsetFinder(feed)
}

function useSessionActions(feed: SessionFeed): void {
  const { api } = useServices()
  const { closeSession } = useRoute()
  const number = useStore(feed.store, ({ session }) => session.number)
  const live = useStore(feed.store, ({ session }) => isLive(session))
  const hexOff = useStore(feed.store, ({ session }) => session.hexLog === 'off')
  const commands = useMemo(() => {
    const about = `#${number}`
    const made: Command[] = DOWNLOADS.filter(({ kind }) => kind !== 'hex' || !hexOff).map(
      ({ kind, label }) => ({
        id: `session.download.${kind}`,
        group: 'Session',
        title: `Download ${label}`,
        about,
        words: 'save export client target binary',
        run: () => download(downloadPath(feed.id, kind)),
      }),
    )
    made.push(
      live
        ? {
            id: 'session.end',
            group: 'Session',
            title: 'Close the connection',
            about,
            words: 'end reset kill',
            run: () => void closeConnection(feed.id, api),
          }
        : {
            id: 'session.delete',
            group: 'Session',
            title: 'Delete the session',
            about,
            words: 'remove',
            run: () => confirmDeleteSession(feed.store.getState().session, api),
          },
      {
        id: 'session.link',
        group: 'Session',
        title: 'Copy the link to what is shown',
        about,
        words: 'url permalink share',
        run: () => void navigator.clipboard.writeText(window.location.href),
      },
      {
        id: 'session.back',
        group: 'Session',
        title: 'Back to the list',
        keys: ['Esc'],
        run: closeSession,
      },
    )
    return made
  }, [feed, api, number, live, hexOff, closeSession])
  useCommands(commands)
}

function useTabCommands(): void {
  const { view } = useServices()
  const tab = useStore(view, (state) => state.sessionTab)
  useCommands(
    useMemo(
      () =>
        TABS.filter(({ value }) => value !== tab).map(({ value, label }) => ({
          id: `session.tab.${value}`,
          group: 'Session',
          title: `Show ${label.toLowerCase()}`,
          words: 'tab view',
          run: () => view.setSessionTab(value),
        })),
      [view, tab],
    ),
  )
}

function useByteCommands(feed: SessionFeed): void {
  const { find } = useServices()
  const annotate = useNoteKey(feed.id)
  useCommands(
    useMemo(
      () => [
        {
          id: 'session.find',
          group: 'Bytes',
          title: 'Find in this session',
          words: 'search text hex regular expression',
          keys: ['Ctrl', 'F'],
          run: () => find.show(),
        },
        {
          id: 'bytes.note',
          group: 'Bytes',
          title: 'Add a note to the selected bytes',
          words: 'bookmark comment annotate',
          keys: ['b'],
          run: annotate,
        },
      ],
      [find, annotate],
    ),
  )
}

/** Typed offsets lead to the byte, one line a direction that has it. */
function useOffsetFinder(feed: SessionFeed): void {
  const { selection, view } = useServices()
  useCommandFinder(
    useCallback(
      (query) => {
        const { session } = feed.store.getState()
        return DIRECTIONS.flatMap((direction): Command[] => {
          const offset = parseOffset(query, session[`${direction}Bytes`])
          if (offset === undefined) return []
          const arrow = direction === 'upstream' ? '↑' : '↓'
          return [
            {
              id: `session.offset.${direction}`,
              group: 'Bytes',
              title: `Go to ${arrow} 0x${offset.toString(16)}`,
              about: `byte ${offset} of ${direction === 'upstream' ? 'client to target' : 'target to client'}`,
              run: () => {
                if (['facts', 'notes'].includes(view.getState().sessionTab)) view.setSessionTab('panes')
                const range = ByteRange.single(offset)
                selection.select({ sessionId: feed.id, direction, range, origin: 'palette' })
              },
            },
          ]
        })
      },
      [feed, selection, view],
    ),
  )
}

/** As a click on a link does it: the server names the file. */
function download(path: string): void {
  const link = document.createElement('a')
  link.href = path
  link.download = ''
  link.click()
}
