import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import { IconBookmark, IconBookmarkFilled, IconTrash } from '@tabler/icons-react'
import { useStore } from 'zustand'
import { useRoute } from '../../stores/route.ts'
import { withSaved } from '../../stores/listSettings.ts'
import { useServices } from '../../stores/services.ts'
import classes from './SessionList.module.css'

/** Filters that were kept: apply one, keep the present one, or let one go. */
export function SavedFilters() {
  const { listSettings } = useServices()
  const { filter, setFilter } = useRoute()
  const saved = useStore(listSettings, (state) => state.saved)
  const text = filter.filter ?? ''
  const isSaved = saved.includes(text)
  const keep = (one: string, on: boolean) => listSettings.set({ saved: withSaved(saved, one, on) })
  return (
    <Menu position="bottom-end" withinPortal={false}>
      <Menu.Target>
        <Tooltip label="Saved filters">
          <ActionIcon variant="subtle" color="gray" aria-label="Saved filters">
            {isSaved ? <IconBookmarkFilled size={16} /> : <IconBookmark size={16} />}
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown className={classes.menu ?? ''}>
        <Menu.Item disabled={text === '' || isSaved} onClick={() => keep(text, true)}>
          {text === ''
            ? 'Save the filter (there is none)'
            : isSaved
              ? 'This filter is saved'
              : 'Save this filter'}
        </Menu.Item>
        {saved.length > 0 && <Menu.Label>Saved</Menu.Label>}
        {saved.map((one) => (
          <Menu.Item key={one} className={classes.saved ?? ''} onClick={() => setFilter({ filter: one })}>
            {one}
          </Menu.Item>
        ))}
        {saved.length > 0 && <Menu.Label>Let go of</Menu.Label>}
        {saved.map((one) => (
          <Menu.Item
            key={one}
            className={classes.saved ?? ''}
            leftSection={<IconTrash size={14} />}
            aria-label={`Let go of the saved filter ${one}`}
            closeMenuOnClick={false}
            onClick={() => keep(one, false)}
          >
            {one}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
