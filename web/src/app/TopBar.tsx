import { ActionIcon, Button, Kbd, Menu, Tooltip, useMantineColorScheme } from '@mantine/core'
import {
  IconArrowDown,
  IconArrowUp,
  IconHelp,
  IconPlayerPause,
  IconPlayerPlay,
  IconSearch,
} from '@tabler/icons-react'
import { useStore } from 'zustand'
import { formatAge, formatBytes, formatCount } from '../base/format.ts'
import type { ServerState } from '../stores/server.ts'
import { useServices } from '../stores/services.ts'
import { modKey } from '../base/keys.ts'
import { useNow } from '../widgets/useNow.ts'
import { LivePill } from './LivePill.tsx'
import { palette } from './palette/Palette.tsx'
import { SCHEMES } from './schemes.ts'
import classes from './TopBar.module.css'

/** A section and not a header: the dialogs' own header is the only banner a page may have. */
export function TopBar({ onHelp }: { readonly onHelp: () => void }) {
  return (
    <section className={classes.bar} aria-label="tcpscope">
      <h1 className={classes.name}>tcpscope</h1>
      <PaletteButton />
      <span className={classes.space} />
      <LivePill />
      <Totals />
      <FreezeButton />
      <SchemeMenu />
      <Tooltip label="Keys (?)">
        <ActionIcon variant="subtle" color="gray" aria-label="Keyboard shortcuts" onClick={onHelp}>
          <IconHelp size={18} />
        </ActionIcon>
      </Tooltip>
    </section>
  )
}

/** Looks like the field that it opens. */
function PaletteButton() {
  return (
    <button type="button" className={classes.palette} aria-haspopup="dialog" onClick={() => palette.open()}>
      <IconSearch size={14} aria-hidden="true" />
      <span className={classes.paletteText}>Search or command</span>
      <Kbd size="xs">{modKey() === 'Meta' ? '⌘K' : 'Ctrl K'}</Kbd>
    </button>
  )
}

function Totals() {
  const { server } = useServices()
  const open = useStore(server, ({ status }) => status?.openConnections ?? 0)
  const up = useStore(server, (state) => rateText(state, 'upstreamRate'))
  const down = useStore(server, (state) => rateText(state, 'downstreamRate'))
  return (
    <div className={classes.totals}>
      <span className={classes.open}>{formatCount(open)} open</span>
      <span className={classes.rate} data-direction="upstream" title="Bytes from clients to targets">
        <IconArrowUp size={14} aria-hidden="true" />
        <span className="visually-hidden">client to target:</span> {up}
      </span>
      <span className={classes.rate} data-direction="downstream" title="Bytes from targets to clients">
        <IconArrowDown size={14} aria-hidden="true" />
        <span className="visually-hidden">target to client:</span> {down}
      </span>
    </div>
  )
}

/** What was true before the connection was lost says nothing of now. */
function rateText({ live, status }: ServerState, rate: 'upstreamRate' | 'downstreamRate'): string {
  return live.phase === 'live' && status ? `${formatBytes(status[rate])}/s` : '–'
}

function FreezeButton() {
  const { view } = useServices()
  const frozenAtMs = useStore(view, ({ asOf, frozenAtMs }) => asOf?.atMs ?? frozenAtMs)
  const past = useStore(view, ({ asOf }) => asOf !== null)
  const now = useNow(1000, frozenAtMs !== null)
  const frozen = frozenAtMs !== null
  const behind = frozen ? formatAge(Math.max(0, Math.round((now - frozenAtMs) / 1000))) : ''
  return (
    <Tooltip
      label={frozen ? 'Go on with the present (space)' : 'Hold the view still; capture goes on (space)'}
    >
      <Button
        className={classes.freeze}
        size="compact-sm"
        variant={frozen ? 'filled' : 'default'}
        leftSection={frozen ? <IconPlayerPlay size={14} /> : <IconPlayerPause size={14} />}
        aria-pressed={frozen}
        onClick={() => view.toggleFreeze()}
      >
        {frozen ? `${past ? 'Past' : 'Frozen'}, ${behind} behind` : 'Freeze'}
      </Button>
    </Tooltip>
  )
}

function SchemeMenu() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const { Icon: Current } = SCHEMES.find(({ value }) => value === colorScheme) ?? SCHEMES[0]
  return (
    <Menu position="bottom-end" withinPortal={false}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label="Colour scheme">
          <Current size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup
          value={colorScheme}
          onChange={(next) => setColorScheme(SCHEMES.find(({ value }) => value === next)?.value ?? 'auto')}
        >
          {SCHEMES.map(({ value, label }) => (
            <Menu.RadioItem key={value} value={value}>
              {label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  )
}
