import type { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { captureFiles, descriptorLimit, Descriptors, mostConnections } from './descriptors.ts'

const withDescriptor = (fd: number) => ({ _handle: { fd } }) as unknown as Socket

describe('descriptors', () => {
  it.each([256, 512, 1024, 20_000, 1_048_576])(
    '[DESC1] of %i some are kept for files and the household, most are for sockets',
    (limit) => {
      const descriptors = new Descriptors(limit)
      const firstScarce = Array.from({ length: limit }, (_, fd) => fd).find((fd) =>
        descriptors.scarce(withDescriptor(fd)),
      )!
      expect(limit - firstScarce).toBeGreaterThanOrEqual(captureFiles(limit) + Math.min(64, limit / 8))
      expect(firstScarce).toBeGreaterThan(limit / 2)
    },
  )

  it('[DESC4] twice the connections that are promised are sockets that fit', () => {
    expect(mostConnections(20_000)).toBeGreaterThan(9_400)
    expect(mostConnections(20_000) * 2).toBeLessThanOrEqual(20_000 - captureFiles(20_000))
    expect(mostConnections(Infinity)).toBe(Infinity)
  })

  it('[DESC2] without a limit, and for a socket that is closed or has no descriptor, nothing is scarce', () => {
    expect(new Descriptors(Infinity).scarce(withDescriptor(1e9))).toBe(false)
    expect(new Descriptors(256).scarce({ _handle: null } as unknown as Socket)).toBe(false)
    expect(new Descriptors(256).scarce(withDescriptor(-1))).toBe(false)
  })

  it('[DESC3] the limit of this process is a number that it lives within', () => {
    expect(descriptorLimit()).toBeGreaterThan(16)
  })
})
