import { Button, Menu, Tooltip } from '@mantine/core'
import { IconChevronDown, IconDownload } from '@tabler/icons-react'
import { memo } from 'react'
import type { Session } from '@tcpscope/shared/api'
import { downloadPath, type DownloadKind } from '../../data/api.ts'
import classes from './SessionView.module.css'

interface DownloadChoice {
  readonly kind: DownloadKind
  readonly label: string
  readonly about: string
}

/** What of a session can be taken away. */
export const DOWNLOADS: readonly DownloadChoice[] = [
  { kind: 'hex', label: 'hex log', about: 'Download the hex log: both directions as text' },
  { kind: 'upstream', label: '↑ bytes', about: 'Download the binary log of client to target' },
  { kind: 'downstream', label: '↓ bytes', about: 'Download the binary log of target to client' },
  { kind: 'zip', label: 'zip', about: 'Download the three logs as a zip' },
]

type Logs = Pick<Session, 'id' | 'hexLog'>

/**
 * A link a log, where there is room; else all of them in one menu. The style sheet decides by the width. Memoised: the
 * numbers of a live session change all the time, and nothing here with them.
 */
export const Downloads = memo(function Downloads(session: Logs) {
  return (
    <>
      <div className={classes.downloads}>
        {DOWNLOADS.map((choice) => (
          <Download key={choice.kind} session={session} {...choice} />
        ))}
      </div>
      <div className={classes.downloadMenu}>
        <Menu position="bottom-end">
          <Menu.Target>
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconDownload size={14} aria-hidden="true" />}
              rightSection={<IconChevronDown size={14} aria-hidden="true" />}
            >
              download
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {DOWNLOADS.map(({ kind, label, about }) => (
              <Menu.Item
                key={kind}
                component="a"
                href={downloadPath(session.id, kind)}
                download
                title={about}
                disabled={isOff(session, kind)}
              >
                {label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </div>
    </>
  )
})

function isOff({ hexLog }: Logs, kind: DownloadKind): boolean {
  return kind === 'hex' && hexLog === 'off'
}

/** A plain link: the server names the file. What is there of a live session comes as of now. */
function Download({ session, kind, label, about }: DownloadChoice & { readonly session: Logs }) {
  if (isOff(session, kind)) {
    return (
      <Tooltip label="The hex log is off for this listener">
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconDownload size={14} />}
          data-disabled
          aria-disabled
        >
          {label}
        </Button>
      </Tooltip>
    )
  }
  return (
    <Button
      component="a"
      href={downloadPath(session.id, kind)}
      download
      size="compact-sm"
      variant="default"
      leftSection={<IconDownload size={14} aria-hidden="true" />}
      title={about}
      data-direction={kind}
      className={classes.download ?? ''}
    >
      {label}
    </Button>
  )
}
