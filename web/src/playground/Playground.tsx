import { useMemo, useState } from 'react'
import { MantineProvider } from '@mantine/core'
import { Conversation, HexPane, Timeline } from '../app/panes.ts'
import { theme } from '../app/theme.ts'
import { createServices, ServicesContext } from '../stores/services.ts'
import { PaneBoundary } from '../widgets/PaneBoundary.tsx'
import { playScene, type ScenePlay } from './sceneFeed.ts'
import type { Scene } from './scene.ts'
import classes from './Playground.module.css'

/** Every pane with one of the scenes; the address says which: `#8 GB`. */
export function Playground({ scenes }: { scenes: readonly Scene[] }) {
  const [name, setName] = useState(() => decodeURIComponent(window.location.hash.slice(1)))
  const [talk, setTalk] = useState(false)
  const scene = scenes.find((each) => each.name === name) ?? scenes[0]
  const play = useMemo(() => scene && playScene(scene), [scene])
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <div className={classes.page}>
        <nav className={classes.scenes} aria-label="Scenes">
          {scenes.map((each) => (
            <a
              key={each.name}
              href={`#${encodeURIComponent(each.name)}`}
              aria-current={each === scene ? 'page' : undefined}
              onClick={() => setName(each.name)}
            >
              {each.name}
            </a>
          ))}
          <button type="button" onClick={() => setTalk(!talk)}>
            {talk ? 'two panes' : 'conversation'}
          </button>
          {scene?.grow && (
            <button type="button" onClick={() => play?.grow()}>
              Send
            </button>
          )}
          <span>{scene?.about}</span>
        </nav>
        {play && <Stage key={play.feed.id} play={play} talk={talk} />}
      </div>
    </MantineProvider>
  )
}

function Stage({ play, talk }: { play: ScenePlay; talk: boolean }) {
  const { feed, api } = play
  const services = useMemo(() => ({ ...createServices(window.location), api }), [api])
  return (
    <ServicesContext value={services}>
      <div className={classes.timeline}>
        <PaneBoundary name="timeline">
          <Timeline feed={feed} />
        </PaneBoundary>
      </div>
      <div className={classes.panes}>
        <PaneBoundary name="bytes">
          {talk ? (
            <Conversation feed={feed} />
          ) : (
            <>
              <HexPane feed={feed} direction="upstream" />
              <HexPane feed={feed} direction="downstream" />
            </>
          )}
        </PaneBoundary>
      </div>
    </ServicesContext>
  )
}
