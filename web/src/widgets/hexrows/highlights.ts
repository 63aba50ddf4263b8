import type { LookRun } from './rowText.ts'

/** A text node and the characters of it that look unlike the rest. */
export interface PaintedText {
  readonly node: Text
  readonly runs: readonly LookRun[]
}

const PREFIX = 'hexrow-'
/** Marks go over the looks of bytes. */
const PRIORITY: Partial<Record<LookRun['look'], number>> = { match: 1, found: 2 }

/**
 * Colours stretches of text without an element for each: the CSS Custom Highlight API. Rows stay one text
 * node, however often zeros and text take turns in it. A browser without the API shows them in one colour.
 * The registry is the document's, so every view takes away its own ranges only.
 */
export class RowHighlights {
  #ranges: { readonly highlight: Highlight; readonly range: AbstractRange }[] = []

  /** Replaces what this view painted before. */
  paint(texts: Iterable<PaintedText>): void {
    this.clear()
    if (!('highlights' in CSS)) return
    for (const { node, runs } of texts) {
      for (const { look, start, end } of runs) {
        const range = new StaticRange({
          startContainer: node,
          startOffset: start,
          endContainer: node,
          endOffset: end,
        })
        const highlight = named(look)
        highlight.add(range)
        this.#ranges.push({ highlight, range })
      }
    }
  }

  clear(): void {
    for (const { highlight, range } of this.#ranges) highlight.delete(range)
    this.#ranges = []
  }
}

function named(look: LookRun['look']): Highlight {
  const name = PREFIX + look
  let highlight = CSS.highlights.get(name)
  if (!highlight) {
    highlight = new Highlight()
    highlight.priority = PRIORITY[look] ?? 0
    CSS.highlights.set(name, highlight)
  }
  return highlight
}
