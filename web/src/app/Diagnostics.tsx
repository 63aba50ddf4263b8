import { Popover, UnstyledButton } from '@mantine/core'
import { IconStethoscope } from '@tabler/icons-react'
import { useState } from 'react'
import { useStore } from 'zustand'
import type { Status } from '@tcpscope/shared/api'
import { formatBytes, formatCount, formatDuration, formatMoment } from '../base/format.ts'
import { useServices } from '../stores/services.ts'
import classes from './Diagnostics.module.css'

/** How tcpscope itself is doing: what waits where, and what went wrong since the start. */
export function Diagnostics({ className }: { readonly className: string }) {
  const { server } = useServices()
  const status = useStore(server, (state) => state.status)
  const [opened, setOpened] = useState(false)
  return (
    <Popover opened={opened} onChange={setOpened} position="right-end" trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton
          className={className}
          aria-haspopup="dialog"
          title="How tcpscope is doing"
          onClick={() => setOpened((open) => !open)}
        >
          <IconStethoscope size={16} aria-hidden="true" /> Diagnostics
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown aria-label="Diagnostics">
        {status ? (
          <dl className={classes.list}>
            {rows(status).map(([name, value]) => (
              <div key={name} className={classes.row}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        ) : (
          <p className={classes.none}>The server has not said yet.</p>
        )}
      </Popover.Dropdown>
    </Popover>
  )
}

function rows(status: Status): [name: string, value: string][] {
  const { hexLagBytes, hexLagNs, tapBytes, tapCapacity } = status
  const behind = `${formatBytes(hexLagBytes)} behind${hexLagNs > 0 ? `, ${formatDuration(hexLagNs)}` : ''}`
  return [
    ['Hex logs', hexLagBytes === 0 ? 'complete up to now' : behind],
    ['Not yet in the files', `${formatBytes(tapBytes)} of ${formatBytes(tapCapacity)} buffer`],
    ['Not recorded', status.gapBytes === 0 ? 'nothing' : formatBytes(status.gapBytes)],
    ['Clients turned away', formatCount(status.acceptErrors)],
    ['Open connections', formatCount(status.openConnections)],
    ['Running since', formatMoment(status.startedAtMs)],
    ['Recordings in', status.dataDir],
    ['Version', status.version],
  ]
}
