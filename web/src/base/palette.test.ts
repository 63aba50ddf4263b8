import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

type Rgb = readonly [number, number, number]

const CSS = readFileSync(new URL('tokens.css', import.meta.url), 'utf8')
/** What lanes are drawn with. */
const LANE_COLOURS = ['--ts-up', '--ts-down', '--ts-blocked', '--ts-log', '--ts-gap', '--ts-waiting'] as const

/**
 * How people without one kind of cone see linear RGB: Machado, Oliveira and Fernandes, "A Physiologically-based Model
 * for Simulation of Color Vision Deficiency" (2009), severity 1.
 */
const SIGHT: Readonly<Record<string, readonly Rgb[]>> = {
  'all cones': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}

function coloursOf(scheme: 'light' | 'dark'): ReadonlyMap<string, Rgb> {
  const [light = '', dark = ''] = CSS.split(":root[data-mantine-color-scheme='dark']")
  const found = (scheme === 'light' ? light : dark).matchAll(/(--ts-[\w-]+): #([0-9a-f]{6});/g)
  return new Map(
    [...found].map(([, name = '', hex = '']) => [
      name,
      [0, 2, 4].map((at) => linear(hex.slice(at, at + 2))) as unknown as Rgb,
    ]),
  )
}

function linear(hex: string): number {
  const value = Number.parseInt(hex, 16) / 255
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
}

function times(matrix: readonly Rgb[], [r, g, b]: Rgb): Rgb {
  return matrix.map(([x, y, z]) => Math.min(1, Math.max(0, x * r + y * g + z * b))) as unknown as Rgb
}

/** Linear sRGB to CIE L*a*b*, white D65. */
function lab(rgb: Rgb): Rgb {
  const [r, g, b] = rgb
  const xyz = [
    (0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047,
    0.2126729 * r + 0.7151522 * g + 0.072175 * b,
    (0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883,
  ]
  const [x, y, z] = xyz.map((t) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116)) as unknown as Rgb
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

/** How different two colours look; about 2 is just seen when they touch. */
function difference(a: Rgb, b: Rgb): number {
  const [from, to] = [lab(a), lab(b)]
  return Math.hypot(from[0] - to[0], from[1] - to[1], from[2] - to[2])
}

describe.each(['light', 'dark'] as const)('the lane palette, %s', (scheme) => {
  const colours = coloursOf(scheme)
  it.each(Object.entries(SIGHT))('[PAL1] any two colours of lanes are told apart with %s', (_, matrix) => {
    const seen = LANE_COLOURS.map((name) => ({ name, colour: times(matrix, colours.get(name)!) }))
    for (const [i, one] of seen.entries()) {
      for (const other of seen.slice(i + 1)) {
        const apart = difference(one.colour, other.colour)
        expect(apart, `${one.name} and ${other.name}`).toBeGreaterThan(10)
      }
    }
  })

  it('[PAL2] the four hues of who is waited for are told apart with any sight, and from the ground', () => {
    const names = ['--ts-up', '--ts-down', '--ts-log', '--ts-faint', '--ts-bg']
    for (const matrix of Object.values(SIGHT)) {
      const seen = names.map((name) => times(matrix, colours.get(name)!))
      for (const [i, one] of seen.entries()) {
        for (const [j, other] of seen.entries()) {
          if (j > i) expect(difference(one, other), `${names[i]} and ${names[j]}`).toBeGreaterThan(15)
        }
      }
    }
  })
})
