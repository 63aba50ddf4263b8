import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import { IconColumns } from '@tabler/icons-react'
import { useStore } from 'zustand'
import { LIST_COLUMNS } from '../../stores/listSettings.ts'
import { useServices } from '../../stores/services.ts'
import { COLUMNS } from './columns.ts'

/** Which columns the list has; what has no room is left out besides. */
export function ColumnMenu() {
  const { listSettings } = useServices()
  const hidden = useStore(listSettings, (state) => state.hidden)
  return (
    <Menu position="bottom-end" withinPortal={false} closeOnItemClick={false}>
      <Menu.Target>
        <Tooltip label="Columns">
          <ActionIcon variant="subtle" color="gray" aria-label="Columns">
            <IconColumns size={16} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.CheckboxGroup
          value={LIST_COLUMNS.filter((one) => !hidden.includes(one))}
          onChange={(shown) =>
            listSettings.set({ hidden: LIST_COLUMNS.filter((one) => !shown.includes(one)) })
          }
        >
          {COLUMNS.filter(({ id }) => (LIST_COLUMNS as readonly string[]).includes(id)).map(
            ({ id, title }) => (
              <Menu.CheckboxItem key={id} value={id}>
                {title}
              </Menu.CheckboxItem>
            ),
          )}
        </Menu.CheckboxGroup>
      </Menu.Dropdown>
    </Menu>
  )
}
