import { useState, type FormEvent } from 'react'
import { Alert, Button, Collapse, Modal, Select, TextInput, UnstyledButton } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import type { CaptureMode, HexLogMode, Listener, NewListener } from '@tcpscope/shared/api'
import { useServices } from '../../stores/services.ts'
import classes from './ListenerForm.module.css'
import {
  changedSettings,
  fieldsOf,
  NEW_FIELDS,
  placeError,
  placeFault,
  readFields,
  type FieldErrors,
  type FieldName,
  type PlacedError,
} from './listenerForm.ts'

interface ListenerFormProps {
  /** The listener to edit; null: a new one. */
  readonly listener: Listener | null
  readonly onClose: () => void
}

const HEX_LOG: { value: HexLogMode; label: string }[] = [
  { value: 'live', label: 'live: written while the session runs' },
  { value: 'on-demand', label: 'on demand: rendered when downloaded' },
  { value: 'off', label: 'off: not offered' },
]

const CAPTURE: { value: CaptureMode; label: string }[] = [
  { value: 'normal', label: 'normal: forward at once, record right after' },
  { value: 'strict', label: 'strict: nothing goes on before it is recorded' },
]

/** Dialog that makes or edits a listener. What the server refuses stands beside the field it is about. */
export function ListenerForm({ listener, onClose }: ListenerFormProps) {
  return (
    <Modal
      opened
      onClose={onClose}
      title={listener ? `Edit ${listener.name}` : 'New listener'}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Fields listener={listener} onClose={onClose} />
    </Modal>
  )
}

function Fields({ listener, onClose }: ListenerFormProps) {
  const { api, listeners } = useServices()
  const [fields, setFields] = useState(() => (listener ? fieldsOf(listener) : NEW_FIELDS))
  const [errors, setErrors] = useState<FieldErrors>({})
  const [general, setGeneral] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [more, setMore] = useState(false)

  const set = (name: FieldName, value: string) => {
    setFields((old) => ({ ...old, [name]: value }))
    setErrors((old) => ({ ...old, [name]: undefined }))
  }
  const field = (name: FieldName) => ({
    value: fields[name],
    error: errors[name],
    onChange: (event: { currentTarget: { value: string } }) => set(name, event.currentTarget.value),
    autoComplete: 'off',
    spellCheck: false,
  })
  const fail = (found: FieldErrors) => {
    setErrors(found)
    if (found.connectTimeoutMs || found.hexLog || found.capture) setMore(true)
  }

  async function submit(): Promise<void> {
    const read = readFields(fields)
    setGeneral(null)
    if (!read.ok) return fail(read.errors)
    setBusy(true)
    try {
      const fault = listener ? await change(listener, read.value) : await create(read.value)
      if (!fault) return onClose()
      showPlaced(fault)
    } catch (error) {
      showPlaced(placeError(error))
    }
  }

  async function create(settings: NewListener): Promise<null> {
    await listeners.ask(() => api.createListener(settings))
    return null
  }

  /** Changed settings are kept even when the new port cannot be bound: then the listener says why. */
  async function change(old: Listener, settings: NewListener): Promise<PlacedError | null> {
    const patch = changedSettings(old, settings)
    if (!patch) return null
    return placeFault(await listeners.ask(() => api.changeListener(old.id, patch)))
  }

  function showPlaced(placed: PlacedError): void {
    fail(placed.errors)
    setGeneral(placed.general)
    setBusy(false)
  }

  function onSubmit(event: FormEvent): void {
    event.preventDefault()
    void submit()
  }

  return (
    <form className={classes.form} onSubmit={onSubmit} noValidate>
      {general && (
        <Alert color="red" role="alert">
          {general}
        </Alert>
      )}
      <TextInput label="Name" placeholder="optional, for example redis" data-autofocus {...field('name')} />
      <div className={classes.pair}>
        <TextInput label="Listen host" {...field('host')} />
        <TextInput label="Listen port" placeholder="0: any free one" inputMode="numeric" {...field('port')} />
      </div>
      <div className={classes.pair}>
        <TextInput label="Target host" placeholder="127.0.0.1" required {...field('targetHost')} />
        <TextInput
          label="Target port"
          placeholder="6379"
          inputMode="numeric"
          required
          {...field('targetPort')}
        />
      </div>
      <UnstyledButton className={classes.more} aria-expanded={more} onClick={() => setMore((open) => !open)}>
        {more ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />} Advanced
      </UnstyledButton>
      <Collapse expanded={more} transitionDuration={0}>
        <div className={classes.advanced}>
          <TextInput
            label="Connect timeout, seconds"
            description="How long the target may take to answer"
            inputMode="decimal"
            {...field('connectTimeoutMs')}
          />
          <Select
            label="Hex log"
            data={HEX_LOG}
            value={fields.hexLog}
            error={errors.hexLog}
            allowDeselect={false}
            onChange={(mode) => mode && set('hexLog', mode)}
          />
          <Select
            label="Capture"
            data={CAPTURE}
            value={fields.capture}
            error={errors.capture}
            allowDeselect={false}
            onChange={(mode) => mode && set('capture', mode)}
          />
        </div>
      </Collapse>
      <div className={classes.buttons}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={busy}>
          {listener ? 'Save' : 'Start'}
        </Button>
      </div>
    </form>
  )
}
