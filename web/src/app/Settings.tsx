import { Modal, Select, SegmentedControl, Switch, useMantineColorScheme } from '@mantine/core'
import { useId } from 'react'
import { useStore } from 'zustand'
import { HEX_COLUMNS } from '../base/hexSettings.ts'
import { useServices } from '../stores/services.ts'
import { SCHEMES } from './schemes.ts'
import classes from './Settings.module.css'

interface SettingsProps {
  readonly opened: boolean
  readonly onClose: () => void
}

/** What this browser remembers of how a person wants the page. Every change holds at once. */
export function Settings({ opened, onClose }: SettingsProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Settings"
      size="md"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className={classes.groups}>
        <Colours />
        <Bytes />
        <Notices />
        <p className={classes.note}>
          Remembered by this browser alone; listeners have settings of their own.
        </p>
      </div>
    </Modal>
  )
}

function Colours() {
  const id = useId()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <div className={classes.row}>
      <span id={id}>Colours</span>
      <SegmentedControl
        size="xs"
        aria-labelledby={id}
        value={colorScheme}
        data={SCHEMES.map(({ value, label }) => ({ value, label }))}
        onChange={setColorScheme}
      />
    </div>
  )
}

function Bytes() {
  const id = useId()
  const { hexSettings } = useServices()
  const { columns, offsets } = useStore(hexSettings)
  return (
    <>
      <div className={classes.row}>
        <span id={`${id}-columns`}>Bytes a row</span>
        <Select
          size="xs"
          w={120}
          aria-labelledby={`${id}-columns`}
          allowDeselect={false}
          data={HEX_COLUMNS.map((each) => ({
            value: String(each),
            label: each === 'auto' ? 'as many as fit' : String(each),
          }))}
          value={String(columns)}
          onChange={(value) => {
            hexSettings.set({ columns: HEX_COLUMNS.find((each) => String(each) === value) ?? 16 })
          }}
        />
      </div>
      <div className={classes.row}>
        <span id={`${id}-offsets`}>Offsets</span>
        <SegmentedControl
          size="xs"
          aria-labelledby={`${id}-offsets`}
          value={offsets}
          data={[
            { value: 'hex', label: 'hex' },
            { value: 'decimal', label: 'decimal' },
          ]}
          onChange={(next) => hexSettings.set({ offsets: next })}
        />
      </div>
    </>
  )
}

function Notices() {
  const { noticeSettings } = useServices()
  const { failures, sessions } = useStore(noticeSettings)
  return (
    <>
      <Switch
        checked={failures}
        label="Tell of failures"
        description="Sessions, listeners and recordings that fail. They are marked in the lists in any case."
        onChange={(event) => noticeSettings.set({ failures: event.currentTarget.checked })}
      />
      <Switch
        checked={sessions}
        label="Tell of new sessions"
        description="At most every two seconds, however many they are."
        onChange={(event) => noticeSettings.set({ sessions: event.currentTarget.checked })}
      />
    </>
  )
}
