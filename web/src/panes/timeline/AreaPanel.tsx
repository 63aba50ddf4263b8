import type { Area } from '@tcpscope/shared/api'
import { BLOCKERS } from '@tcpscope/shared/trace'
import { formatBytes, formatDuration, plural } from '../../base/format.ts'
import { blockerWords } from '../../base/words.ts'
import { BlockerSwatch } from '../../widgets/BlockerSwatch.tsx'
import type { TimeView } from './timeView.ts'
import classes from './Timeline.module.css'

interface AreaPanelProps {
  readonly range: TimeView
  /** null while it is fetched, a sentence when that failed. */
  readonly area: Area | string | null
  readonly onClose: () => void
}

/** What happened in the selected area, in numbers. */
export function AreaPanel({ range, area, onClose }: AreaPanelProps) {
  return (
    <aside className={classes.area} aria-label="Selected area">
      <header className={classes.areaHead}>
        <span>
          +{formatDuration(range.start)} to +{formatDuration(range.end)}:{' '}
          <strong>{formatDuration(range.end - range.start)}</strong>
        </span>
        <button
          type="button"
          className={classes.areaClose}
          aria-label="Clear the selected area (Esc)"
          onClick={onClose}
        >
          ×
        </button>
      </header>
      <div aria-live="polite">
        {area === null && <p className="dim">Adding up…</p>}
        {typeof area === 'string' && <p className={classes.areaFault}>{area}</p>}
        {area !== null && typeof area === 'object' && <Numbers area={area} />}
      </div>
    </aside>
  )
}

function Numbers({
  area: { upstream, downstream, waits, longest, gaps, start, end },
}: {
  readonly area: Area
}) {
  const share = (ns: number) =>
    `${((ns / Math.max(1, end - start)) * 100).toFixed(ns * 10 < end - start ? 1 : 0)} %`
  return (
    <dl className={classes.numbers}>
      <dt>↑ ↓</dt>
      <dd>
        {formatBytes(upstream.bytes)} in {plural(upstream.frames, 'frame')}, {formatBytes(downstream.bytes)}{' '}
        in {plural(downstream.frames, 'frame')}
      </dd>
      <dt>longest wait</dt>
      <dd>
        {longest
          ? `${formatDuration(longest.end - longest.start)}: ${blockerWords(longest.blocker)}`
          : 'none'}
      </dd>
      <dt title="From one frame to the next, whichever way they went">gaps</dt>
      <dd>
        {gaps.count === 0
          ? 'fewer than two frames'
          : `p50 ${formatDuration(gaps.p50)}, p90 ${formatDuration(gaps.p90)}, p99 ${formatDuration(gaps.p99)}${
              gaps.sampled ? ` (a sample of ${gaps.count})` : ''
            }`}
      </dd>
      {BLOCKERS.filter((blocker) => waits[blocker] > 0).map((blocker) => (
        <div key={blocker} className={classes.areaWait}>
          <dt>
            <BlockerSwatch blocker={blocker} /> {blockerWords(blocker)}
          </dt>
          <dd>
            {formatDuration(waits[blocker])} ({share(waits[blocker])})
          </dd>
        </div>
      ))}
    </dl>
  )
}
