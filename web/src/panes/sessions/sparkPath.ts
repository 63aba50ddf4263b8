/** Size of the picture, px; see Sparkline. */
export const SPARK = { width: 60, height: 16 } as const

/**
 * An SVG path over the seconds of a minute, filled down to the base line: one picture, one node. The highest second
 * has the whole height; what moved at all is seen.
 * @param bytes at least one is above 0
 */
export function sparkPath(bytes: readonly number[]): string {
  const { width, height } = SPARK
  const most = Math.max(...bytes)
  const step = width / bytes.length
  const columns = bytes.map((one, i) => {
    const top = one === 0 ? height : height - Math.max(1, Math.round((one / most) * height))
    return `V${top}H${rounded((i + 1) * step)}`
  })
  return `M0 ${height}${columns.join('')}V${height}Z`
}

function rounded(px: number): number {
  return Math.round(px * 10) / 10
}
