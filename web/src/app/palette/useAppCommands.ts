import { useMemo } from 'react'
import { useMantineColorScheme } from '@mantine/core'
import { useStore } from 'zustand'
import { SESSION_WORDS } from '../../base/words.ts'
import type { Command } from '../../stores/commands.ts'
import { useRoute } from '../../stores/route.ts'
import { FAILED_FILTER } from '../../stores/sessionNews.ts'
import { useServices } from '../../stores/services.ts'
import { useCommands } from '../../stores/useCommands.ts'
import { SCHEMES } from '../schemes.ts'

interface Dialogs {
  readonly onHelp: () => void
  readonly onSettings: () => void
}

/** What can be done wherever one is: view, colours, help, which sessions are listed. */
export function useAppCommands({ onHelp, onSettings }: Dialogs): void {
  const { view, live } = useServices()
  const frozen = useStore(view, ({ frozenAtMs }) => frozenAtMs !== null)
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const { filter, setFilter } = useRoute()

  useCommands(
    useMemo(
      (): Command[] => [
        {
          id: 'view.freeze',
          group: 'View',
          title: frozen ? 'Go on with the present' : 'Freeze the view',
          about: frozen ? '' : 'capture goes on',
          words: 'pause hold still live resume',
          keys: ['Space'],
          run: () => view.toggleFreeze(),
        },
        {
          id: 'view.reconnect',
          group: 'View',
          title: 'Connect to the server again',
          words: 'retry reload live socket',
          run: () => live.retryNow(),
        },
        {
          id: 'view.settings',
          group: 'View',
          title: 'Settings',
          words: 'preferences options notices toasts colours',
          run: onSettings,
        },
        {
          id: 'help.keys',
          group: 'Help',
          title: 'Keyboard shortcuts',
          words: 'keys help',
          keys: ['?'],
          run: onHelp,
        },
      ],
      [frozen, view, live, onHelp, onSettings],
    ),
  )
  useCommands(
    useMemo(
      () =>
        SCHEMES.filter(({ value }) => value !== colorScheme).map(({ value, label }) => ({
          id: `view.scheme.${value}`,
          group: 'View',
          title: `Colours: ${label.toLowerCase()}`,
          words: 'theme scheme mode',
          run: () => setColorScheme(value),
        })),
      [colorScheme, setColorScheme],
    ),
  )
  useCommands(
    useMemo(
      () => [
        ...SESSION_WORDS.filter((word) => filter.filter !== `state:${word}`).map((word): Command => ({
          id: `sessions.state.${word}`,
          group: 'Sessions',
          title: `List ${word} sessions`,
          words: 'filter state only show',
          run: () => setFilter({ filter: `state:${word}` }),
        })),
        ...(filter.filter === FAILED_FILTER
          ? []
          : [
              {
                id: 'sessions.broken',
                group: 'Sessions',
                title: 'List sessions that ended badly',
                about: 'all that notices tell of',
                words: 'filter failed reset refused timeout unreachable error only show',
                run: () => setFilter({ filter: FAILED_FILTER }),
              } satisfies Command,
            ]),
        ...(Object.keys(filter).length === 0
          ? []
          : [
              {
                id: 'sessions.all',
                group: 'Sessions',
                title: 'List all sessions',
                words: 'clear filter',
                run: () => setFilter({ filter: null, listener: null }),
              } satisfies Command,
            ]),
      ],
      [filter, setFilter],
    ),
  )
}
