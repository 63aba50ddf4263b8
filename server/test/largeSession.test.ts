import { describe, expect, it } from 'vitest'
import { addLargeSession, islands } from '../bench/largeSession.ts'
import { numberedRows, ownScope, tempDir } from './kit/index.ts'

const GB = 1_000_000_000

describe('large sessions', () => {
  it('[LARGE1] of 10 GB the first, the middle and the last bytes are served, with the frames that hold them', async () => {
    const dataDir = await tempDir()
    const id = await addLargeSession(dataDir, { bytes: 10 * GB, frameBytes: 1_000_000 })
    const { api } = await ownScope({ dataDir })
    expect(await api.session(id)).toMatchObject({
      state: 'closed',
      downstreamBytes: 10 * GB,
      downstreamFrames: 10_000,
      upstreamBytes: 160_000,
      records: 20_003,
    })
    const places = islands(10 * GB)
    expect(places).toHaveLength(3)
    for (const { offset, length } of places) {
      const bytes = await api.bytes(id, 'downstream', `bytes=${offset}-${offset + length - 1}`)
      expect(bytes.equals(numberedRows(offset, length))).toBe(true)
      const { frames } = await api.framePage(id, `direction=downstream&offset=${offset}&limit=1`)
      expect(frames).toMatchObject([{ number: Math.floor(offset / 1_000_000), length: 1_000_000 }])
    }
  })

  it('[LARGE2] the timeline of a million frames is a few thousand cells, whatever of it one looks at', async () => {
    const dataDir = await tempDir()
    const id = await addLargeSession(dataDir, { bytes: 64 * 500_000, frameBytes: 64, durationMs: 60_000 })
    const { api } = await ownScope({ dataDir })
    expect(await api.session(id)).toMatchObject({ downstreamFrames: 500_000, upstreamFrames: 500_000 })
    // A bucket of 2^26 ns is 67 ms: the minute is 900 of them, in four tiles.
    const whole = await api.tiles(id, 26, 0, 3)
    expect(whole.untilNs).toBe(60_000 * 1_000_000)
    const counts = whole.tiles.map(({ lanes }) => lanes['copier-down'].reduce((n, { count }) => n + count, 0))
    // One that is on its way at a tile's edge is in both.
    expect(counts.reduce((a, b) => a + b, 0) - 500_000).toBeLessThan(4)
    for (const { lanes } of whole.tiles) {
      for (const cells of Object.values(lanes)) expect(cells.length).toBeLessThanOrEqual(257)
    }
    const near = await api.tiles(id, 10, 100_000, 100_003)
    for (const { lanes } of near.tiles) expect(lanes['copier-down'].length).toBeLessThanOrEqual(257)
  })
})
