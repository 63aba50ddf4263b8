import { useState, type FormEvent } from 'react'
import { Button, TextInput } from '@mantine/core'
import { useServices } from '../../stores/services.ts'
import { Notice } from '../../widgets/Notice.tsx'
import classes from './FirstListener.module.css'
import { NEW_FIELDS, placeError, readFields, readTarget } from './listenerForm.ts'

interface Faults {
  readonly port?: string | undefined
  readonly target?: string | undefined
}

/** What a newcomer sees: two fields and Start. */
export function FirstListener() {
  const { api, listeners } = useServices()
  const [port, setPort] = useState('')
  const [target, setTarget] = useState('')
  const [faults, setFaults] = useState<Faults>({})
  const [busy, setBusy] = useState(false)

  async function submit(): Promise<void> {
    const aim = readTarget(target)
    const settings = readFields({
      ...NEW_FIELDS,
      port: port.trim() === '' ? '0' : port,
      // The other field is at fault or not by itself.
      targetHost: aim.ok ? aim.value.targetHost : 'localhost',
      targetPort: aim.ok ? String(aim.value.targetPort) : '1',
    })
    if (!aim.ok || !settings.ok) {
      setFaults({
        port: settings.ok ? undefined : settings.errors.port,
        target: aim.ok ? undefined : aim.errors.targetHost,
      })
      return
    }
    setFaults({})
    setBusy(true)
    try {
      const { value } = settings
      await listeners.ask(() => api.createListener(value))
    } catch (error) {
      const { errors, general } = placeError(error)
      const byPort = errors.port ?? errors.host
      setFaults(
        byPort
          ? { port: byPort }
          : { target: errors.targetHost ?? errors.targetPort ?? general ?? undefined },
      )
      setBusy(false)
    }
  }

  function onSubmit(event: FormEvent): void {
    event.preventDefault()
    void submit()
  }

  return (
    <Notice title="Watch a TCP connection">
      <p className="dim">
        tcpscope accepts connections on a port of this computer, passes every byte on to the target and back,
        and shows and records them on the way.
      </p>
      <form className={classes.card} onSubmit={onSubmit} noValidate>
        <TextInput
          className={classes.port ?? ''}
          label="Listen port"
          placeholder="any free one"
          inputMode="numeric"
          value={port}
          error={faults.port}
          onChange={(event) => setPort(event.currentTarget.value)}
          autoComplete="off"
        />
        <span className={classes.arrow} aria-hidden="true">
          →
        </span>
        <TextInput
          className={classes.target ?? ''}
          label="Target"
          placeholder="127.0.0.1:6379"
          value={target}
          error={faults.target}
          onChange={(event) => setTarget(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
        />
        <Button className={classes.start ?? ''} type="submit" loading={busy}>
          Start
        </Button>
      </form>
      <p className="dim">Then point your client at the listen port instead of at the target.</p>
    </Notice>
  )
}
