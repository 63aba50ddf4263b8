import { Menu } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import type { RefObject } from 'react'
import type { Session } from '@tcpscope/shared/api'
import { formatDuration, formatMoment } from '../../base/format.ts'
import { downloadPath } from '../../data/api.ts'
import bar from '../../widgets/bar.module.css'
import { toastError } from '../../widgets/toast.ts'
import { pngOf, saveFile, standaloneSvg } from './saveImage.ts'
import type { TimeView } from './timeView.ts'

interface SaveMenuProps {
  readonly session: Session
  readonly drawing: RefObject<SVGSVGElement | null>
  readonly view: TimeView
}

/** What of the timeline can be taken away: the picture in view, or all lanes as a trace. */
export function SaveMenu({ session, drawing, view }: SaveMenuProps) {
  const name = `timeline-${session.listenerName.replace(/[^A-Za-z0-9._-]+/g, '_')}-${session.number}`
  const svg = () => {
    if (!drawing.current) throw new Error('There is no timeline to be saved.')
    const heading = `#${session.number} ${session.listenerName}  ${session.client} → ${session.target}`
    const from = `+${formatDuration(Math.max(0, view.start))}`
    const range = `${from} to +${formatDuration(view.end)} of ${formatMoment(session.startedAtMs)}`
    return standaloneSvg(drawing.current, heading, range)
  }
  const save = async (kind: 'svg' | 'png') => {
    try {
      const text = svg()
      const file = kind === 'svg' ? new Blob([text], { type: 'image/svg+xml' }) : await pngOf(text)
      saveFile(`${name}.${kind}`, file)
    } catch (error) {
      toastError('The picture could not be saved', error)
    }
  }
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <button type="button" className={bar.button}>
          save
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void save('svg')}>Picture of the view (SVG)</Menu.Item>
        <Menu.Item onClick={() => void save('png')}>Picture of the view (PNG)</Menu.Item>
        <Menu.Item
          component="a"
          href={downloadPath(session.id, 'trace')}
          download
          leftSection={<IconDownload size={14} aria-hidden="true" />}
        >
          All lanes as a trace (Chrome, Perfetto)
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
