/**
 * What the relay knows of a frame beyond its times, in one byte of the index (0 in recordings of earlier versions):
 *
 *      bit 0      its source was not read any further for a while, because the recorder was too far behind
 *      bit 1      of a strict listener: it went on only when it was in its file
 *      bits 3..7  w: it had been waiting in the kernel while this program was busy with other things, for at least
 *                 2^(w+9) ns (1 µs..18 min); 0: for less than that, or not known
 */
const HELD = 1
const STRICT = 2
const LOOP_SHIFT = 3
const LOOP_BASE = 9

/** @param waitedNs how long it is known to have waited for our loop; told at half of that in the worst case */
export function frameDetail(held: boolean, strict: boolean, waitedNs: number): number {
  const exponent = 31 - Math.clz32(Math.min(waitedNs, 0x7fff_ffff))
  return (held ? HELD : 0) | (strict ? STRICT : 0) | (Math.max(0, exponent - LOOP_BASE) << LOOP_SHIFT)
}

/** Reading of its source stopped with it, until the recorder had caught up. */
export function isHeld(detail: number): boolean {
  return (detail & HELD) !== 0
}

/** It was not forwarded before it was in its file. */
export function isStrict(detail: number): boolean {
  return (detail & STRICT) !== 0
}

/** ns for which it is certain to have waited for our loop before it was read. */
export function loopWaitNs(detail: number): number {
  const exponent = detail >> LOOP_SHIFT
  return exponent === 0 ? 0 : 2 ** (exponent + LOOP_BASE)
}
