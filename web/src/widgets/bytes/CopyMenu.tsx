import { ActionIcon, Menu } from '@mantine/core'
import { IconCopy, IconDownload, IconLink } from '@tabler/icons-react'
import { ByteRange } from '@tcpscope/shared/base'
import { COPY_FORMS, MAX_COPY, showsGaps, type CopyForm } from './copyText.ts'

export interface CopyMenuProps {
  /** Whose bytes: for the button's name. */
  readonly about: string
  readonly selected: ByteRange | null
  /** Whether a gap of the capture is in the selection. */
  readonly gap: boolean
  readonly onCopy: (form: CopyForm, range: ByteRange) => void
  /** Where the selected bytes can be had as a file: the server's path. */
  readonly filePath: string | null
  readonly onCopyLink: () => void
}

/** What can be taken of the selected bytes. */
export function CopyMenu({ about, selected, gap, onCopy, filePath, onCopyLink }: CopyMenuProps) {
  const tooLong = selected !== null && ByteRange.length(selected) > MAX_COPY
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={`Copy selected bytes, ${about}`}
          disabled={!selected}
        >
          <IconCopy size={15} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Copy as</Menu.Label>
        {COPY_FORMS.map(({ form, label }) => (
          <Menu.Item
            key={form}
            disabled={tooLong || (gap && !showsGaps(form))}
            onClick={() => selected && onCopy(form, selected)}
          >
            {label}
          </Menu.Item>
        ))}
        {tooLong && <Menu.Label>More than 1 MiB is not copied: save it as a file.</Menu.Label>}
        {gap && !tooLong && <Menu.Label>Only dump, hex and text can show the capture gap.</Menu.Label>}
        <Menu.Divider />
        {filePath && (
          <Menu.Item component="a" href={filePath} download leftSection={<IconDownload size={14} />}>
            {gap ? 'Save as a file (its gap reads as zeros)' : 'Save as a file'}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconLink size={14} />} onClick={onCopyLink}>
          Copy a link to these bytes
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
