/**
 * Reads where a person wants to go: `1234`, `0x4d2`, `$` or `end` (the last byte), `-16` or `$-16` (before the
 * end). Blanks, `_` and `,` between digits are fine.
 * @returns an offset in 0..length-1 (a larger one becomes the last byte), or undefined when it cannot be read
 */
export function parseOffset(text: string, length: number): number | undefined {
  const clean = text.toLowerCase().replaceAll(/[\s_,]/g, '')
  const match = /^(\$|end)?(-|\+)?(0x[0-9a-f]+|\d+)?$/.exec(clean)
  if (!match || clean === '' || length === 0) return undefined
  const [, end, sign, digits] = match
  if (digits === undefined && (sign !== undefined || end === undefined)) return undefined
  if (end !== undefined && digits !== undefined && sign !== '-') return undefined
  const value = digits === undefined ? 0 : Number(digits)
  // `$-1` is the last byte, as `-1` is; `$` alone is it as well.
  const offset = end !== undefined || sign === '-' ? length - Math.max(1, value) : value
  return Math.max(0, Math.min(length - 1, offset))
}
