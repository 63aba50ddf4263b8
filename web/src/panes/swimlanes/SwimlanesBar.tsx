import type { SpanList } from '@tcpscope/shared/api'
import { plural } from '../../base/format.ts'
import bar from '../../widgets/bar.module.css'
import { NotRead } from '../../widgets/NotRead.tsx'
import { endPath } from './bars.ts'
import { stretchWords } from './spanWords.ts'
import type { Stretch } from './useSpans.ts'
import classes from './Swimlanes.module.css'

interface SwimlanesBarProps {
  readonly list: SpanList | null
  readonly packed: boolean
  readonly onPacked: (packed: boolean) => void
  readonly fits: boolean
  readonly onFit: () => void
  readonly range: Stretch | null
  readonly onBrush: () => void
  readonly onClear: () => void
  readonly error: string | null
  readonly onRetry: () => void
}

const LEGEND = [
  { shape: 'live', words: 'live' },
  { shape: 'orderly', words: 'in order' },
  { shape: 'reset', words: 'reset' },
  { shape: 'unreached', words: 'not reached' },
  { shape: 'silent', words: 'timeout' },
  { shape: 'lost', words: 'lost' },
] as const

/** The bar above the swimlanes: what is drawn, what the shapes mean, the range that is chosen. */
export function SwimlanesBar(props: SwimlanesBarProps) {
  const { list, packed, onPacked, fits, onFit, range, onBrush, onClear, error, onRetry } = props
  return (
    <>
      <header className={classes.header}>
        <h2 className={classes.title}>Swimlanes</h2>
        <span className={classes.dim}>
          {list &&
            (list.spans
              ? plural(list.total, 'session')
              : `${plural(list.total, 'session')}, counted: zoom in for bars`)}
        </span>
        <ul className={classes.legend} aria-label="How a session ended">
          {LEGEND.map(({ shape, words }) => (
            <li key={words}>
              <svg className={classes.swatch} width="12" height="14" aria-hidden="true">
                <path className={classes.end} data-shape={shape} d={endPath(shape, 2, 7)} />
              </svg>{' '}
              {words}
            </li>
          ))}
        </ul>
        <span className={classes.spring} />
        {range ? (
          <button
            type="button"
            className={bar.button}
            data-on
            title="The list shows sessions alive in this time; press to show all again (Esc)"
            onClick={onClear}
          >
            {stretchWords(range.from, range.to)} ✕
          </button>
        ) : (
          <button
            type="button"
            className={bar.button}
            title="Only sessions alive in what is in view (b); drag along the time axis, or with shift, to choose"
            onClick={onBrush}
          >
            filter list to view
          </button>
        )}
        <button
          type="button"
          className={bar.button}
          aria-pressed={packed}
          title="As few lanes as possible; else one a session, newest on top"
          onClick={() => onPacked(!packed)}
        >
          packed
        </button>
        <button
          type="button"
          className={bar.button}
          aria-pressed={fits}
          title="Everything (f)"
          onClick={onFit}
        >
          fit
        </button>
      </header>
      {error !== null && (
        <p className={classes.error}>
          <NotRead error={error} onRetry={onRetry} />
        </p>
      )}
    </>
  )
}
