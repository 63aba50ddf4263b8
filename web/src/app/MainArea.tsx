import { useEffect } from 'react'
import { Group, Panel, useDefaultLayout } from 'react-resizable-panels'
import { useStore } from 'zustand'
import { listTitle } from '../base/pageTitle.ts'
import { useRoute } from '../stores/route.ts'
import { useServices } from '../stores/services.ts'
import { useSwimlanesShown } from '../stores/swimlanesShown.ts'
import { PaneBoundary } from '../widgets/PaneBoundary.tsx'
import { Splitter } from '../widgets/Splitter.tsx'
import { useTitle } from '../widgets/useTitle.ts'
import { FirstListener, PANES, SearchPanel, SessionList, SessionView, Swimlanes } from './panes.ts'

/** The session list; below it the session that is open. Without any listener: how to make the first. */
export function MainArea() {
  const { listeners, view } = useServices()
  const { openId, filter } = useRoute()
  // A moment is one of the session that is open.
  useEffect(() => {
    if (!openId && view.getState().asOf) view.goLive()
  }, [openId, view])
  const listener = useStore(
    listeners,
    (state) => state.listeners.find(({ id }) => id === filter.listener)?.name,
  )
  useTitle(openId ? null : listTitle(listener, filter.filter))
  const noListener = useStore(
    listeners,
    ({ phase, listeners }) => phase === 'ready' && listeners.length === 0,
  )
  const [lanes] = useSwimlanesShown()
  const panelIds = [...(lanes ? ['swimlanes'] : []), 'list', ...(openId ? ['session'] : [])]
  const layout = useDefaultLayout({ id: 'tcpscope-main', panelIds, onlySaveAfterUserInteractions: true })
  return (
    <Group orientation="vertical" {...layout}>
      {lanes && (
        <>
          <Panel id="swimlanes" defaultSize={openId ? '22%' : '45%'} minSize="90px">
            <PaneBoundary name="swimlanes">
              <Swimlanes />
            </PaneBoundary>
          </Panel>
          <Splitter label="Height of the swimlanes" />
        </>
      )}
      <Panel id="list" defaultSize={openId ? (lanes ? '18%' : '26%') : lanes ? '55%' : '100%'} minSize="90px">
        <PaneBoundary name="session list">
          <SessionList
            empty={noListener ? <FirstListener /> : null}
            search={
              <PaneBoundary name="search">
                <SearchPanel />
              </PaneBoundary>
            }
          />
        </PaneBoundary>
      </Panel>
      {openId && (
        <>
          <Splitter label="Height of the session list" />
          <Panel id="session" minSize="160px">
            <PaneBoundary name="session" key={openId}>
              <SessionView id={openId} panes={PANES} />
            </PaneBoundary>
          </Panel>
        </>
      )}
    </Group>
  )
}
