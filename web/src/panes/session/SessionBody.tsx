import { ActionIcon, Tabs } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { Group, Panel, useDefaultLayout } from 'react-resizable-panels'
import { useStore } from 'zustand'
import { sessionTitle } from '../../base/pageTitle.ts'
import { useServices } from '../../stores/services.ts'
import { PaneBoundary } from '../../widgets/PaneBoundary.tsx'
import { Splitter } from '../../widgets/Splitter.tsx'
import { useTitle } from '../../widgets/useTitle.ts'
import type { SessionFeed, SessionPanes } from './contract.ts'
import { Facts } from './Facts.tsx'
import { SessionHeader } from './SessionHeader.tsx'
import classes from './SessionView.module.css'
import { TABS } from './tabs.ts'
import { useMomentInUrl } from './useMomentInUrl.ts'
import { useSessionCommands } from './useSessionCommands.ts'
import { useSessionLink } from './useSessionLink.ts'
import { useTellMoment } from './useTellMoment.ts'
import { WaitingForBytes } from './WaitingForBytes.tsx'

interface SessionBodyProps {
  readonly feed: SessionFeed
  readonly panes: SessionPanes
}

/** Header, timeline, and below it the bytes as two panes, as a conversation, the facts, or the notes. */
export function SessionBody({ feed, panes }: SessionBodyProps) {
  const { Timeline, HexPane, Conversation, FindBar, Notes, NoteEditor } = panes
  const { view, find, notes } = useServices()
  useSessionCommands(feed)
  useMomentInUrl(feed)
  useTellMoment(feed)
  useSessionLink(feed)
  const asOfNs = useStore(view, ({ asOf }) => (asOf?.sessionId === feed.id ? asOf.timeNs : null))
  useTitle(useStore(feed.whole, ({ session }) => sessionTitle(session, asOfNs)))
  const tab = useStore(view, (state) => state.sessionTab)
  const noteCount = useStore(notes, (state) => state.notes.length)
  const empty = useStore(
    feed.whole,
    ({ session: s }) => s.upstreamBytes + s.downstreamBytes + s.gapBytes === 0,
  )
  const outer = useDefaultLayout({ id: 'tcpscope-session', onlySaveAfterUserInteractions: true })
  const inner = useDefaultLayout({ id: 'tcpscope-panes', onlySaveAfterUserInteractions: true })
  return (
    <div className={classes.view} data-find-scope>
      <SessionHeader feed={feed} />
      <Group className={classes.body} orientation="vertical" {...outer}>
        <Panel id="timeline" defaultSize="212px" minSize="60px" groupResizeBehavior="preserve-pixel-size">
          <PaneBoundary name="timeline">
            <Timeline feed={feed} />
          </PaneBoundary>
        </Panel>
        <Splitter label="Height of the timeline" />
        <Panel id="bytes" minSize="90px">
          <Tabs
            className={classes.tabs}
            value={tab}
            onChange={(next) =>
              view.setSessionTab(TABS.find(({ value }) => value === next)?.value ?? 'panes')
            }
            keepMounted={false}
          >
            <div className={classes.tabRow}>
              <Tabs.List>
                {TABS.map(({ value, label }) => (
                  <Tabs.Tab key={value} value={value}>
                    {label}
                    {value === 'notes' && noteCount > 0 && ` (${noteCount})`}
                  </Tabs.Tab>
                ))}
              </Tabs.List>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label="Find bytes in this session"
                title="Find (Ctrl+F)"
                onClick={() => find.show()}
              >
                <IconSearch size={16} />
              </ActionIcon>
            </div>
            <PaneBoundary name="find bar">
              <FindBar feed={feed} />
            </PaneBoundary>
            <Tabs.Panel value="panes" className={classes.tab}>
              {empty ? (
                <WaitingForBytes feed={feed} />
              ) : (
                <Group orientation="horizontal" className={classes.body} {...inner}>
                  <Panel id="upstream" minSize="20%">
                    <PaneBoundary name="hex pane">
                      <HexPane feed={feed} direction="upstream" />
                    </PaneBoundary>
                  </Panel>
                  <Splitter label="Width of the hex panes" />
                  <Panel id="downstream" minSize="20%">
                    <PaneBoundary name="hex pane">
                      <HexPane feed={feed} direction="downstream" />
                    </PaneBoundary>
                  </Panel>
                </Group>
              )}
            </Tabs.Panel>
            <Tabs.Panel value="conversation" className={classes.tab}>
              {empty ? (
                <WaitingForBytes feed={feed} />
              ) : (
                <PaneBoundary name="conversation">
                  <Conversation feed={feed} />
                </PaneBoundary>
              )}
            </Tabs.Panel>
            <Tabs.Panel value="facts" className={classes.tab}>
              <Facts feed={feed} />
            </Tabs.Panel>
            <Tabs.Panel value="notes" className={classes.tab}>
              <PaneBoundary name="notes">
                <Notes />
              </PaneBoundary>
            </Tabs.Panel>
          </Tabs>
        </Panel>
      </Group>
      <PaneBoundary name="editor of notes">
        <NoteEditor />
      </PaneBoundary>
    </div>
  )
}
