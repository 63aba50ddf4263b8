import { Popover } from '@mantine/core'
import { BLOCKERS } from '@tcpscope/shared/trace'
import { blockerWords } from '../../base/words.ts'
import { BlockerSwatch } from '../../widgets/BlockerSwatch.tsx'
import bar from '../../widgets/bar.module.css'
import classes from './Timeline.module.css'

const ENTRIES = [
  { look: 'up', words: 'writing ↑' },
  { look: 'down', words: 'writing ↓' },
  { look: 'blocked', words: 'blocked by the peer' },
  { look: 'logging', words: 'logging' },
  { look: 'waiting', words: 'waiting, idle' },
  { look: 'gap', words: 'capture gap' },
] as const

/** What the colours mean, in words: those of the lanes as far as there is room, and all of them behind a button. */
export function Legend() {
  return (
    <>
      <ul className={classes.legend} aria-label="Legend of the timeline">
        <Lanes />
      </ul>
      <Popover position="bottom-start" withinPortal trapFocus returnFocus shadow="sm">
        <Popover.Target>
          <button type="button" className={bar.button}>
            legend
          </button>
        </Popover.Target>
        <Popover.Dropdown className={classes.legendAll ?? ''} aria-label="Legend">
          <h4>The lanes</h4>
          <ul>
            <Lanes />
          </ul>
          <h4>Who waits on whom</h4>
          <ul>
            {BLOCKERS.map((blocker) => (
              <li key={blocker}>
                <BlockerSwatch blocker={blocker} />
                {blockerWords(blocker)}
              </li>
            ))}
          </ul>
        </Popover.Dropdown>
      </Popover>
    </>
  )
}

function Lanes() {
  return ENTRIES.map(({ look, words }) => (
    <li key={look}>
      <span className={classes.swatch} data-look={look} aria-hidden="true" />
      {words}
    </li>
  ))
}
