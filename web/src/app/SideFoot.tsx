import { UnstyledButton } from '@mantine/core'
import { IconSettings } from '@tabler/icons-react'
import { Diagnostics } from './Diagnostics.tsx'
import classes from './SideFoot.module.css'

/** Below the listeners: how tcpscope is doing, and how one wants it. */
export function SideFoot({ onSettings }: { readonly onSettings: () => void }) {
  return (
    <div className={classes.foot}>
      <Diagnostics className={classes.entry ?? ''} />
      <UnstyledButton className={classes.entry ?? ''} aria-haspopup="dialog" onClick={onSettings}>
        <IconSettings size={16} aria-hidden="true" /> Settings
      </UnstyledButton>
    </div>
  )
}
