import { ActionIcon, CopyButton, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import classes from './CommandLine.module.css'

/** A command to be typed in a terminal, with a button that copies it. */
export function CommandLine({ command, about }: { readonly command: string; readonly about?: string }) {
  return (
    <div className={classes.line}>
      <code className={classes.command}>{command}</code>
      <CopyButton value={command}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? 'Copied' : 'Copy'} withArrow>
            <ActionIcon
              variant="subtle"
              color="gray"
              onClick={copy}
              aria-label={copied ? `Copied: ${command}` : `Copy: ${command}`}
            >
              {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
      {about && <span className={classes.about}>{about}</span>}
    </div>
  )
}
