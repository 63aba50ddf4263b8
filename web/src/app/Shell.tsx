import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels'
import { useDisclosure } from '@mantine/hooks'
import { Banners } from './Banners.tsx'
import { ListenersPanel } from './panes.ts'
import { MainArea } from './MainArea.tsx'
import { Palette, palette } from './palette/Palette.tsx'
import { useAppCommands } from './palette/useAppCommands.ts'
import { useSessionFinder } from './palette/useSessionFinder.ts'
import classes from './Shell.module.css'
import { ShortcutSheet } from './ShortcutSheet.tsx'
import { TopBar } from './TopBar.tsx'
import { useShortcuts } from './useShortcuts.ts'
import { PaneBoundary } from '../widgets/PaneBoundary.tsx'

/** Top bar, listeners at the side, sessions in the rest. */
export function Shell() {
  const [helpOpen, help] = useDisclosure(false)
  const layout = useDefaultLayout({ id: 'tcpscope-sides', onlySaveAfterUserInteractions: true })
  useShortcuts({ onHelp: help.open, onPalette: palette.open })
  useAppCommands(help.open)
  useSessionFinder()
  return (
    <div className={classes.shell}>
      <TopBar onHelp={help.open} />
      <Banners />
      <main className={classes.body}>
        <Group orientation="horizontal" {...layout}>
          <Panel
            id="listeners"
            defaultSize="240px"
            minSize="180px"
            maxSize="40%"
            groupResizeBehavior="preserve-pixel-size"
          >
            <nav className={classes.side} aria-label="Listeners">
              <PaneBoundary name="list of listeners">
                <ListenersPanel />
              </PaneBoundary>
            </nav>
          </Panel>
          <Separator className={classes.separator} aria-label="Width of the listeners" />
          <Panel id="main" minSize="30%">
            <div className={classes.main}>
              <MainArea />
            </div>
          </Panel>
        </Group>
      </main>
      <Palette />
      <ShortcutSheet opened={helpOpen} onClose={help.close} />
    </div>
  )
}
