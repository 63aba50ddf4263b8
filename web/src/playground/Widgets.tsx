import { SESSION_STATES } from '@tcpscope/shared/api'
import { formatBytes, formatCount, formatDuration, formatRate } from '../base/format.ts'
import { CommandLine } from '../widgets/CommandLine.tsx'
import { Notice } from '../widgets/Notice.tsx'
import { StateShape } from '../widgets/StateShape.tsx'
import classes from './Playground.module.css'

const STATES = [...SESSION_STATES, 'listening', 'stopped'] as const
const SIZES = [0, 1, 999, 999_500, 8_589_934_592, Number.MAX_SAFE_INTEGER]
const HOSTILE = '<img src=x onerror=alert(1)> \u202Egnp.exe \u0000\u001B[31m 🦊 '

/** What more than one pane draws, in its nasty cases: nothing, very much, very long, hostile. */
export function Widgets() {
  return (
    <main className={classes.widgets}>
      <div className={classes.shapes}>
        {STATES.map((state) => (
          <span key={state}>
            <StateShape state={state} /> {state}
          </span>
        ))}
      </div>
      <div className={classes.shapes}>
        {SIZES.map((size) => (
          <span key={size} title={formatCount(size)}>
            {formatBytes(size)}, {formatRate(size)}, {formatDuration(size)}
          </span>
        ))}
      </div>
      {['short', HOSTILE, `long ${HOSTILE.repeat(4)}`].map((text) => (
        <div key={text} className={classes.box}>
          <CommandLine command={text} about={text} />
          <Notice title={text}>
            <p className="dim">{text}</p>
          </Notice>
        </div>
      ))}
    </main>
  )
}
