import { useMemo } from 'react'
import { Button } from '@mantine/core'
import { IconFileSearch } from '@tabler/icons-react'
import { useStore } from 'zustand'
import { useServices } from '../../stores/services.ts'
import { useCommands } from '../../stores/useCommands.ts'

/** Shows the search of all sessions in place of the rows, and the rows again. */
export function SearchButton() {
  const { searchAll } = useServices()
  const open = useStore(searchAll, (state) => state.open)
  useCommands(
    useMemo(
      () => [
        {
          id: 'sessions.search',
          group: 'Sessions' as const,
          title: 'Search the bytes of all sessions',
          words: 'find text hex regular expression',
          keys: ['Ctrl', 'Shift', 'F'],
          run: () => searchAll.show(),
        },
      ],
      [searchAll],
    ),
  )
  return (
    <Button
      size="compact-sm"
      variant={open ? 'light' : 'subtle'}
      color={open ? 'blue' : 'gray'}
      leftSection={<IconFileSearch size={14} aria-hidden="true" />}
      aria-pressed={open}
      title="Search the bytes of these sessions (Ctrl+Shift+F)"
      onClick={() => (open ? searchAll.hide() : searchAll.show())}
    >
      Search bytes
    </Button>
  )
}
