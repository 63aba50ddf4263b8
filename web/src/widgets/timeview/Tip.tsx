import classes from './Tip.module.css'

interface TipProps {
  readonly words: readonly string[]
  /** What it explains, px from the left of the drawing, and how wide that is. */
  readonly x: number
  readonly width: number
  /** Room between what it explains and the tip, px. */
  readonly gapPx: number
  /** Its upper or its lower edge, px from that of the drawing. */
  readonly edge: { readonly top: number } | { readonly bottom: number }
  /** Reached by key: assistive programs read it. */
  readonly spoken: boolean
}

/** What something in a drawing is, in lines beside it: at the side where there is more room. */
export function Tip({ words, x, width, gapPx, edge, spoken }: TipProps) {
  return (
    <div
      className={classes.tip}
      role={spoken ? 'status' : undefined}
      style={{ ...edge, ...(x > width / 2 ? { right: width - x + gapPx } : { left: x + gapPx }) }}
    >
      {words.map((line) => (
        <div key={line}>{line}</div>
      ))}
    </div>
  )
}
