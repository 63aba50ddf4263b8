import { Kbd, Modal } from '@mantine/core'
import classes from './ShortcutSheet.module.css'

const GROUPS = [
  {
    title: 'Session list',
    keys: [
      { keys: ['↑', '↓'], about: 'one session up or down' },
      { keys: ['k', 'j'], about: 'the same' },
      { keys: ['Home', 'End'], about: 'newest, oldest loaded' },
      { keys: ['Enter'], about: 'open the session' },
      { keys: ['Esc'], about: 'back to the list' },
      { keys: ['s'], about: 'star the session, or take its star away' },
      { keys: ['Del'], about: 'delete the session (asks first)' },
      { keys: ['/'], about: 'write a filter' },
      { keys: ['x'], about: 'select the session, or no longer' },
      { keys: ['Shift', '↓'], about: 'select up to the next one' },
      { keys: ['Ctrl', 'a'], about: 'select all that match' },
    ],
  },
  {
    title: 'Find in the open session',
    keys: [
      { keys: ['Ctrl', 'F'], about: 'find bytes; / does so too, in its panes' },
      { keys: ['Enter'], about: 'next match, in the find bar' },
      { keys: ['Shift', 'Enter'], about: 'the one before' },
      { keys: ['F3'], about: 'next match from anywhere; Shift F3 the one before' },
      { keys: ['Esc'], about: 'close the find bar' },
    ],
  },
  {
    title: 'Everywhere',
    keys: [
      { keys: ['Ctrl', 'Shift', 'F'], about: 'search the bytes of all sessions' },
      { keys: ['Ctrl', 'k'], about: 'any command, any session' },
      { keys: ['Space'], about: 'hold the view still, go on; capture never stops' },
      { keys: ['?'], about: 'this sheet' },
    ],
  },
  {
    title: 'Swimlanes, while they have the focus',
    keys: [
      { keys: ['←', '→'], about: 'session that began before, next' },
      { keys: ['↑', '↓'], about: 'one lane up or down' },
      { keys: ['Enter'], about: 'open the session' },
      { keys: ['w', 's'], about: 'zoom in, out; a d move, f shows all' },
      { keys: ['b'], about: 'filter the list to what is in view' },
      { keys: ['wheel'], about: 'scroll the lanes; with Ctrl zoom, with Shift move; a drag moves, too' },
    ],
  },
  {
    title: 'Timeline, while it has the focus',
    keys: [
      { keys: ['w', 's'], about: 'zoom in, out' },
      { keys: ['a', 'd'], about: 'move left, right' },
      { keys: ['wheel'], about: 'zoom; with Shift move; a drag moves, too' },
      { keys: ['f'], about: 'all of it' },
      { keys: ['↑', '↓'], about: 'one lane up or down' },
      { keys: ['[', ']'], about: 'span before, span after' },
      { keys: ['x'], about: 'statistics of what is in view (or drag with Shift); Esc ends them' },
      { keys: ['Enter'], about: "to the span's bytes" },
      { keys: ['t'], about: 'show everything as of here' },
      { keys: ['n'], about: 'to the next note; Shift n the one before' },
    ],
  },
  {
    title: 'Moment that is shown, while its handle has the focus',
    keys: [
      { keys: ['←', '→'], about: 'a little earlier, later' },
      { keys: ['PgDn', 'PgUp'], about: 'much earlier, later' },
      { keys: ['[', ']'], about: 'frame before, frame after' },
      { keys: ['Home', 'End'], about: 'the beginning, the present' },
      { keys: ['Esc'], about: 'back to the present (from everywhere)' },
    ],
  },
  {
    title: 'Hex panes and conversation, while they have the focus',
    keys: [
      { keys: ['↑', '↓'], about: 'one row' },
      { keys: ['PgUp', 'PgDn'], about: 'one screen' },
      { keys: ['Home', 'End'], about: 'first byte, newest byte' },
      { keys: ['Shift', '→'], about: 'select bytes' },
      { keys: ['Ctrl', 'c'], about: 'copy what is selected as a dump' },
      { keys: ['b'], about: 'a note on what is selected: bookmark or comment' },
      { keys: ['.'], about: 'back to what is selected' },
      { keys: ['[', ']'], about: 'frame before, frame after' },
      { keys: ['i'], about: 'all values of what is selected, or few' },
      { keys: ['2 clicks', '3'], about: 'select the word, the frame' },
    ],
  },
] as const

/** All keys there are, by what they are for. */
export function ShortcutSheet({
  opened,
  onClose,
}: {
  readonly opened: boolean
  readonly onClose: () => void
}) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Keys"
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className={classes.sheet}>
        {GROUPS.map(({ title, keys }) => (
          <section key={title}>
            <h3 className={classes.title}>{title}</h3>
            <dl className={classes.keys}>
              {keys.map((entry) => (
                <div key={entry.keys.join(' ')} className={classes.entry}>
                  <dt>
                    {entry.keys.map((key) => (
                      <Kbd key={key}>{key}</Kbd>
                    ))}
                  </dt>
                  <dd>{entry.about}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  )
}
