import { Button } from '@mantine/core'
import { IconAlertTriangle, IconPlugConnectedX } from '@tabler/icons-react'
import { useStore } from 'zustand'
import { formatAge, formatBytes } from '../base/format.ts'
import { useServices } from '../stores/services.ts'
import { useNow } from '../widgets/useNow.ts'
import classes from './Banners.module.css'

/** What a person must know whatever they look at: the server is away, or recording fails. */
export function Banners() {
  return (
    <output className={classes.banners}>
      <ReconnectBanner />
      <CaptureBanner />
    </output>
  )
}

function ReconnectBanner() {
  const { live, server } = useServices()
  const state = useStore(server, (s) => s.live)
  const away = state.phase === 'reconnecting' && state.lostAtMs !== null
  const now = useNow(1000, away)
  if (!away) return null
  const since = formatAge(Math.max(0, Math.round((now - (state.lostAtMs ?? now)) / 1000)))
  return (
    <div className={classes.banner} data-kind="warn">
      <IconPlugConnectedX size={16} aria-hidden="true" />
      <span>
        <strong>The server does not answer</strong> for {since}. What is shown may be old; it goes on by
        itself once the server is back.
      </span>
      <Button size="compact-xs" variant="default" onClick={() => live.retryNow()}>
        Try now
      </Button>
    </div>
  )
}

function CaptureBanner() {
  const { server } = useServices()
  const error = useStore(server, ({ status }) => status?.captureError ?? null)
  const gapBytes = useStore(server, ({ status }) => status?.gapBytes ?? 0)
  if (error === null) return null
  return (
    <div className={classes.banner} data-kind="bad">
      <IconAlertTriangle size={16} aria-hidden="true" />
      <span>
        <strong>Recording fails.</strong> {error} {formatBytes(gapBytes)} are missing from the capture so far.
      </span>
    </div>
  )
}
