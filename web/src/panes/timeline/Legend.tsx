import classes from './Timeline.module.css'

const ENTRIES = [
  { look: 'up', words: 'writing ↑' },
  { look: 'down', words: 'writing ↓' },
  { look: 'blocked', words: 'blocked by the peer' },
  { look: 'logging', words: 'logging' },
  { look: 'waiting', words: 'waiting, idle' },
  { look: 'gap', words: 'capture gap' },
] as const

/** What the colours mean, in words. */
export function Legend() {
  return (
    <ul className={classes.legend} aria-label="Legend of the timeline">
      {ENTRIES.map(({ look, words }) => (
        <li key={look}>
          <span className={classes.swatch} data-look={look} aria-hidden="true" />
          {words}
        </li>
      ))}
    </ul>
  )
}
