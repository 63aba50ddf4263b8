import { Group, Panel, useDefaultLayout } from 'react-resizable-panels'
import { useDisclosure } from '@mantine/hooks'
import { Banners } from './Banners.tsx'
import { ListenersPanel } from './panes.ts'
import { MainArea } from './MainArea.tsx'
import { Palette, palette } from './palette/Palette.tsx'
import { useAppCommands } from './palette/useAppCommands.ts'
import { useSessionFinder } from './palette/useSessionFinder.ts'
import { Settings } from './Settings.tsx'
import classes from './Shell.module.css'
import { ShortcutSheet } from './ShortcutSheet.tsx'
import { SideFoot } from './SideFoot.tsx'
import { TopBar } from './TopBar.tsx'
import { useShortcuts } from './useShortcuts.ts'
import { WorkBar } from './WorkBar.tsx'
import { PaneBoundary } from '../widgets/PaneBoundary.tsx'
import { Splitter } from '../widgets/Splitter.tsx'

/** Top bar, listeners at the side, sessions in the rest. */
export function Shell() {
  const [helpOpen, help] = useDisclosure(false)
  const [settingsOpen, settings] = useDisclosure(false)
  const layout = useDefaultLayout({ id: 'tcpscope-sides', onlySaveAfterUserInteractions: true })
  useShortcuts({ onHelp: help.open, onPalette: palette.open })
  useAppCommands({ onHelp: help.open, onSettings: settings.open })
  useSessionFinder()
  return (
    <div className={classes.shell}>
      <TopBar onHelp={help.open} />
      <WorkBar />
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
              <div className={classes.listeners}>
                <PaneBoundary name="list of listeners">
                  <ListenersPanel />
                </PaneBoundary>
              </div>
              <SideFoot onSettings={settings.open} />
            </nav>
          </Panel>
          <Splitter label="Width of the listeners" />
          <Panel id="main" minSize="30%">
            <div className={classes.main}>
              <MainArea />
            </div>
          </Panel>
        </Group>
      </main>
      <Palette />
      <Settings opened={settingsOpen} onClose={settings.close} />
      <ShortcutSheet opened={helpOpen} onClose={help.close} />
    </div>
  )
}
