import { useEffect, useMemo, useState } from 'react'
import { MantineProvider } from '@mantine/core'
import { ModalsProvider } from '@mantine/modals'
import { PANES, SessionBody } from '../app/panes.ts'
import { theme } from '../app/theme.ts'
import { createServices, ServicesContext } from '../stores/services.ts'
import { PaneBoundary } from '../widgets/PaneBoundary.tsx'
import { playScene, type ScenePlay } from './sceneFeed.ts'
import type { Scene } from './scene.ts'
import { Widgets } from './Widgets.tsx'
import classes from './Playground.module.css'

/** What stands in the address for the widgets that belong to no scene. */
const WIDGETS = 'widgets'

/** How often a scene with a clock grows, ms. */
const TICK_MS = 250

/** An opened session with one of the scenes, or the small widgets; the address says which: `#8 GB`. */
export function Playground({ scenes }: { scenes: readonly Scene[] }) {
  const [name, setName] = useState(() => decodeURIComponent(window.location.hash.slice(1)))
  const scene = scenes.find((each) => each.name === name) ?? scenes[0]
  const play = useMemo(() => scene && playScene(scene), [scene])
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <div className={classes.page}>
        <nav className={classes.scenes} aria-label="Scenes">
          {[...scenes.map((each) => each.name), WIDGETS].map((each) => (
            <a
              key={each}
              href={`#${encodeURIComponent(each)}`}
              aria-current={each === name ? 'page' : undefined}
              onClick={() => setName(each)}
            >
              {each}
            </a>
          ))}
          {scene?.grow && name !== WIDGETS && (
            <button type="button" onClick={() => play?.grow()}>
              Send
            </button>
          )}
          <span>{name === WIDGETS ? 'small widgets in all their states' : scene?.about}</span>
        </nav>
        {name === WIDGETS ? <Widgets /> : play && <Stage key={play.feed.id} play={play} />}
      </div>
    </MantineProvider>
  )
}

function Stage({ play }: { play: ScenePlay }) {
  const { scene, feed, api, grow } = play
  const services = useMemo(() => ({ ...createServices(window.location), api }), [api])
  useEffect(() => {
    const each = Math.round(((scene.perSecond ?? 0) * TICK_MS) / 1000)
    if (each === 0) return undefined
    const timer = setInterval(() => grow(each), TICK_MS)
    return () => clearInterval(timer)
  }, [scene, grow])
  return (
    <ServicesContext value={services}>
      <ModalsProvider>
        <div className={classes.session}>
          <PaneBoundary name="session">
            <SessionBody feed={feed} panes={PANES} />
          </PaneBoundary>
        </div>
      </ModalsProvider>
    </ServicesContext>
  )
}
