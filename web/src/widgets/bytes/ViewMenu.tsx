import { ActionIcon, Popover, SegmentedControl } from '@mantine/core'
import { IconAdjustmentsHorizontal } from '@tabler/icons-react'
import { useId } from 'react'
import { useStore } from 'zustand'
import type { TextEncoding } from '../../base/textCells.ts'
import { HEX_COLUMNS, type HexSettings, type HexSettingsStore } from '../../stores/hexSettings.ts'
import classes from './ViewMenu.module.css'

const ENCODINGS: { readonly value: TextEncoding; readonly label: string }[] = [
  { value: 'ascii', label: 'ASCII' },
  { value: 'utf-8', label: 'UTF-8' },
  { value: 'latin-1', label: 'Latin-1' },
  { value: 'ebcdic', label: 'EBCDIC' },
]

interface ViewMenuProps {
  readonly about: string
  readonly hexSettings: HexSettingsStore
  /** Whether the pane has a gutter with the times of frames. */
  readonly times: boolean
}

/** How the bytes are written: the same for all panes of bytes, and remembered. */
export function ViewMenu({ about, hexSettings, times }: ViewMenuProps) {
  const settings = useStore(hexSettings)
  const set = (patch: Partial<HexSettings>) => hexSettings.set(patch)
  return (
    <Popover position="bottom-end" withinPortal trapFocus returnFocus shadow="sm">
      <Popover.Target>
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label={`How bytes are shown, ${about}`}>
          <IconAdjustmentsHorizontal size={15} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown className={classes.menu ?? ''} aria-label="How bytes are shown">
        <Choice
          label="Bytes a row"
          value={String(settings.columns)}
          data={HEX_COLUMNS.map(String)}
          onChange={(value) =>
            set({ columns: HEX_COLUMNS.find((columns) => String(columns) === value) ?? 16 })
          }
        />
        <Choice
          label="Text column"
          value={settings.text}
          data={ENCODINGS}
          onChange={(text) => set({ text })}
        />
        <Choice
          label="Offsets"
          value={settings.offsets}
          data={['hex', 'decimal']}
          onChange={(offsets) => set({ offsets })}
        />
        {times && (
          <Choice
            label="Frame times"
            value={settings.times}
            data={[
              { value: 'delta', label: 'to the one before' },
              { value: 'start', label: 'from the start' },
            ]}
            onChange={(times) => set({ times })}
          />
        )}
      </Popover.Dropdown>
    </Popover>
  )
}

interface ChoiceProps<T extends string> {
  readonly label: string
  readonly value: T
  readonly data: (T | { readonly value: T; readonly label: string })[]
  readonly onChange: (value: T) => void
}

function Choice<T extends string>({ label, value, data, onChange }: ChoiceProps<T>) {
  const id = useId()
  return (
    <div className={classes.choice}>
      <span id={id}>{label}</span>
      <SegmentedControl<T> size="xs" aria-labelledby={id} value={value} data={data} onChange={onChange} />
    </div>
  )
}
