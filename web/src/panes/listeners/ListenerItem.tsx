import { useState } from 'react'
import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import { IconDots, IconPencil, IconPlayerPlay, IconPlayerStop, IconTrash } from '@tabler/icons-react'
import { formatAddress } from '@tcpscope/shared/base'
import type { Listener } from '@tcpscope/shared/api'
import { formatCount, plural } from '../../base/format.ts'
import { useServices } from '../../stores/services.ts'
import { StateShape } from '../../widgets/StateShape.tsx'
import { confirmDeleteListener, toggleListener } from './listenerActions.ts'
import classes from './ListenersPanel.module.css'

interface ListenerItemProps {
  readonly listener: Listener
  /** The session list shows this listener's sessions only. */
  readonly selected: boolean
  readonly onSelect: () => void
  readonly onEdit: () => void
  readonly onDeleted: () => void
}

/** One listener: how it is, what it forwards to where, and what can be done with it. */
export function ListenerItem({ listener, selected, onSelect, onEdit, onDeleted }: ListenerItemProps) {
  const { name, state, host, targetHost, targetPort, boundPort, sessions } = listener
  const target = formatAddress({ host: targetHost, port: targetPort })
  const listen = formatAddress({ host, port: boundPort ?? listener.port })
  const open = formatCount(listener.openConnections)
  return (
    <li className={classes.item} data-selected={selected || undefined}>
      <button
        type="button"
        className={classes.main}
        aria-pressed={selected}
        aria-label={`${name}, ${state}, ${listen} to ${target}, ${listener.openConnections} open`}
        title={selected ? 'Show all sessions' : 'Show only its sessions'}
        onClick={onSelect}
      >
        <span className={classes.line}>
          <StateShape state={state} />
          <span className={classes.name} title={name}>
            {name}
          </span>
        </span>
        <span className={classes.address} title={`${listen} → ${target}`}>
          {boundPort === null && listener.port === 0 ? 'any free port' : `:${boundPort ?? listener.port}`} →{' '}
          {target}
        </span>
        <span className={classes.counts} title={`${open} open, ${plural(sessions, 'session')} in all`}>
          {state}, {open} open of {formatCount(sessions)}
        </span>
      </button>
      <Actions listener={listener} onEdit={onEdit} onDeleted={onDeleted} />
      {listener.error && <p className={classes.fault}>{listener.error.message}</p>}
      {listener.acceptErrors > 0 && (
        <p className={classes.fault}>{plural(listener.acceptErrors, 'connection')} could not be accepted.</p>
      )}
    </li>
  )
}

function Actions({
  listener,
  onEdit,
  onDeleted,
}: Pick<ListenerItemProps, 'listener' | 'onEdit' | 'onDeleted'>) {
  const { api, listeners } = useServices()
  const [busy, setBusy] = useState(false)
  const running = listener.state === 'listening'
  const verb = running ? 'Stop' : 'Start'

  async function toggle(): Promise<void> {
    setBusy(true)
    await toggleListener(listener, api, listeners)
    setBusy(false)
  }

  return (
    <div className={classes.actions}>
      <Tooltip label={running ? 'Stop: accept no more, open connections live on' : 'Start'}>
        <ActionIcon
          variant="subtle"
          color="gray"
          loading={busy}
          aria-label={`${verb} ${listener.name}`}
          onClick={() => void toggle()}
        >
          {running ? <IconPlayerStop size={16} /> : <IconPlayerPlay size={16} />}
        </ActionIcon>
      </Tooltip>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={`More about ${listener.name}`}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} />} onClick={onEdit}>
            Edit
          </Menu.Item>
          <Menu.Item
            color="red"
            leftSection={<IconTrash size={16} />}
            onClick={() => confirmDeleteListener(listener, api, onDeleted)}
          >
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  )
}
