import { describe, expect, it } from 'vitest'
import { captureFiles, descriptorLimit, mostConnections } from './descriptors.ts'

describe('descriptors', () => {
  it.each([256, 512, 1024, 20_000, 1_048_576])(
    '[DESC1] of %i some are kept for files and the household, most are for the two sockets of each connection',
    (limit) => {
      const sockets = 2 * mostConnections(limit)
      expect(sockets).toBeLessThanOrEqual(limit - captureFiles(limit) - Math.min(64, limit / 8))
      expect(sockets).toBeGreaterThan(limit / 2)
    },
  )

  it('[DESC2] without a limit there is none to connections', () => {
    expect(mostConnections(Infinity)).toBe(Infinity)
  })

  it('[DESC3] the limit of this process is a number that it lives within', () => {
    expect(descriptorLimit()).toBeGreaterThan(16)
    if (process.platform === 'linux') expect(descriptorLimit()).toBeLessThan(Infinity)
  })
})
