import { useLayoutEffect, useRef, type ReactNode } from 'react'
import { RowHighlights, type PaintedText } from './highlights.ts'
import type { Glyph, LookRun } from './rowText.ts'
import './hexrows.css'

/** One drawn row: text alone, or (a heading) anything of one row's height. */
export interface Line {
  readonly text?: string
  readonly runs?: readonly LookRun[]
  /** Characters that RowGlyphs draws over the text. */
  readonly glyphs?: readonly Glyph[]
  readonly heading?: ReactNode
  /** Class of the row's element, beside its own. */
  readonly className?: string | undefined
}

const NONE: readonly LookRun[] = []

/** Rows from top to bottom, one element and one text node each; elements are kept while scrolling. */
export function RowLines({ lines }: { lines: readonly Line[] }) {
  const root = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const highlights = new RowHighlights()
    const texts: PaintedText[] = []
    for (const [i, element] of [...(root.current?.children ?? [])].entries()) {
      const runs = lines[i]?.runs ?? NONE
      const node = element.firstChild
      if (runs.length > 0 && node instanceof Text) texts.push({ node, runs })
    }
    highlights.paint(texts)
    return () => highlights.clear()
  }, [lines])
  return (
    <div ref={root} className="hexrows-lines">
      {lines.map(({ text, heading, className }, y) => (
        // A row's place is its identity: scrolling changes texts, not elements.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={y} className={className ? `hexrows-line ${className}` : 'hexrows-line'}>
          {heading ?? text}
        </div>
      ))}
    </div>
  )
}
