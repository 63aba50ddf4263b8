import { ActionIcon, Popover, SegmentedControl } from '@mantine/core'
import { IconAdjustmentsHorizontal } from '@tabler/icons-react'
import { useId } from 'react'
import { HEX_COLUMNS, type HexSettings } from '../../base/hexSettings.ts'
import type { TextEncoding } from '../../base/textCells.ts'
import classes from './ViewMenu.module.css'

const ENCODINGS: { readonly value: TextEncoding; readonly label: string }[] = [
  { value: 'ascii', label: 'ASCII' },
  { value: 'utf-8', label: 'UTF-8' },
  { value: 'latin-1', label: 'Latin-1' },
  { value: 'ebcdic', label: 'EBCDIC' },
]

interface ViewMenuProps {
  readonly about: string
  readonly settings: HexSettings
  readonly onChange: (patch: Partial<HexSettings>) => void
  /** Whether the pane has a gutter with the times of frames. */
  readonly times: boolean
}

/** How the bytes are written. */
export function ViewMenu({ about, settings, onChange, times }: ViewMenuProps) {
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
            onChange({ columns: HEX_COLUMNS.find((columns) => String(columns) === value) ?? 16 })
          }
        />
        <Choice
          label="Text column"
          value={settings.text}
          data={ENCODINGS}
          onChange={(text) => onChange({ text })}
        />
        <Choice
          label="Offsets"
          value={settings.offsets}
          data={['hex', 'decimal']}
          onChange={(offsets) => onChange({ offsets })}
        />
        {times && (
          <Choice
            label="Frame times"
            value={settings.times}
            data={[
              { value: 'delta', label: 'to the one before' },
              { value: 'start', label: 'from the start' },
            ]}
            onChange={(shown) => onChange({ times: shown })}
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
