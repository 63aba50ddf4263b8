import { describe, expect, it, vi } from 'vitest'
import { MAX_PAGES, PAGE_BYTES, PageCache, type ByteSource } from './pageCache.ts'

const byteAt = (offset: number) => (offset * 7 + Math.floor(offset / 256)) & 0xff

function block(start: number, end: number): Uint8Array {
  return Uint8Array.from({ length: end - start }, (_, i) => byteAt(start + i))
}

/** A source whose answers are given by hand, so that a test decides when and how a request ends. */
function heldSource() {
  const requests: {
    start: number
    end: number
    signal: AbortSignal
    answer: (bytes?: Uint8Array) => void
    fail: (message: string) => void
  }[] = []
  const source = (start: number, end: number, signal: AbortSignal) =>
    new Promise<Uint8Array>((resolve, reject) => {
      requests.push({
        start,
        end,
        signal,
        answer: (bytes) => resolve(bytes ?? block(start, end)),
        fail: (message) => reject(new Error(message)),
      })
    })
  const request = (number: number) => {
    const found = requests[number]
    if (!found) throw new Error(`there were only ${requests.length} requests`)
    return found
  }
  return { source, requests, request }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('page cache', () => {
  it('[PAGE1] fetches the missing pages of a range once, whoever asks', async () => {
    const { source, requests, request } = heldSource()
    const cache = new PageCache(source)
    cache.grow(3 * PAGE_BYTES)
    const one = cache.open()
    const two = cache.open()
    one.want([{ start: PAGE_BYTES - 16, end: PAGE_BYTES + 16 }])
    two.want([{ start: 100, end: 200 }])
    one.want([{ start: PAGE_BYTES - 16, end: PAGE_BYTES + 16 }])
    expect(requests.map(({ start, end }) => [start, end])).toEqual([
      [0, PAGE_BYTES],
      [PAGE_BYTES, 2 * PAGE_BYTES],
    ])
    request(0).answer()
    request(1).answer()
    await settled()
    const { bytes, complete } = cache.slice(PAGE_BYTES - 16, PAGE_BYTES + 16)
    expect(complete).toBe(true)
    expect(bytes).toEqual(block(PAGE_BYTES - 16, PAGE_BYTES + 16))
    expect(requests).toHaveLength(2)
  })

  it('[PAGE2] a fetch that no view wants any more is aborted, and may be asked for again', async () => {
    const { source, requests, request } = heldSource()
    const cache = new PageCache(source)
    cache.grow(10 * PAGE_BYTES)
    const reader = cache.open()
    reader.want([{ start: 0, end: 16 }])
    reader.want([{ start: 5 * PAGE_BYTES, end: 5 * PAGE_BYTES + 16 }])
    expect(request(0).signal.aborted).toBe(true)
    expect(request(1).signal.aborted).toBe(false)
    request(0).answer()
    await settled()
    expect(cache.slice(0, 16).complete).toBe(false)
    reader.want([{ start: 0, end: 16 }])
    expect(requests).toHaveLength(3)
    reader.close()
    expect(request(2).signal.aborted).toBe(true)
  })

  it('[PAGE3] a live page grows by pushed bytes; only what a push left out is fetched', async () => {
    const { source, requests, request } = heldSource()
    const cache = new PageCache(source)
    const reader = cache.open()
    cache.push(0, block(0, 20))
    cache.push(20, block(20, 40))
    reader.want([{ start: 0, end: 40 }])
    expect(requests).toHaveLength(0)
    expect(cache.slice(0, 40).bytes).toEqual(block(0, 40))
    cache.grow(60)
    expect(cache.slice(32, 48)).toMatchObject({ complete: false, error: null })
    expect(cache.slice(32, 48).bytes).toEqual(block(32, 40))
    reader.want([{ start: 0, end: 60 }])
    expect(requests.map(({ start, end }) => [start, end])).toEqual([[40, 60]])
    request(0).answer()
    await settled()
    expect(cache.slice(0, 60).bytes).toEqual(block(0, 60))
  })

  it('[PAGE4] a tail that skipped bytes takes nothing away, and only the hole is read from the server', async () => {
    const { source, requests, request } = heldSource()
    const cache = new PageCache(source)
    const reader = cache.open()
    cache.push(0, block(0, 100))
    cache.push(500, block(500, 600))
    expect(cache.slice(0, 100).complete).toBe(true)
    expect(cache.slice(500, 600).bytes).toEqual(block(500, 600))
    expect(cache.slice(200, 210).complete).toBe(false)
    reader.want([{ start: 200, end: 210 }])
    // Bytes that come meanwhile do not disturb it.
    cache.push(600, block(600, 700))
    expect(requests.map(({ start, end }) => [start, end])).toEqual([[100, 500]])
    request(0).answer()
    await settled()
    expect(cache.slice(0, 700).bytes).toEqual(block(0, 700))
    reader.want([{ start: 0, end: 700 }])
    expect(requests).toHaveLength(1)
  })

  it('[PAGE5] an error stays with its page, in words, until it is tried again', async () => {
    const { source, requests, request } = heldSource()
    const cache = new PageCache(source)
    cache.grow(2 * PAGE_BYTES)
    const reader = cache.open()
    reader.want([{ start: 0, end: 2 * PAGE_BYTES }])
    request(0).fail('The server is gone.')
    request(1).answer()
    await settled()
    expect(cache.slice(0, 16)).toMatchObject({ complete: false, error: 'The server is gone.' })
    expect(cache.slice(PAGE_BYTES, PAGE_BYTES + 16).complete).toBe(true)
    reader.want([{ start: 0, end: 16 }])
    expect(requests).toHaveLength(2)
    cache.retry()
    expect(requests).toHaveLength(3)
    request(2).answer()
    await settled()
    expect(cache.slice(0, 16).complete).toBe(true)
  })

  it('[PAGE6] an empty answer is an error, not an endless repetition', async () => {
    const source = vi.fn<ByteSource>(() => Promise.resolve(new Uint8Array(0)))
    const cache = new PageCache(source)
    cache.grow(16)
    cache.open().want([{ start: 0, end: 16 }])
    await settled()
    await settled()
    expect(source).toHaveBeenCalledTimes(1)
    expect(cache.slice(0, 16).error).toMatch(/fewer bytes/)
  })

  it('[PAGE7] bytes in a gap are never asked for and count as known', () => {
    const { source, requests } = heldSource()
    const cache = new PageCache(source)
    cache.push(0, block(0, 32))
    cache.setGaps([{ start: 32, end: 4 * PAGE_BYTES }])
    cache.grow(4 * PAGE_BYTES)
    const reader = cache.open()
    reader.want([{ start: 0, end: 2 * PAGE_BYTES }])
    expect(requests).toHaveLength(0)
    const { bytes, complete } = cache.slice(16, 48)
    expect(complete).toBe(true)
    expect(bytes.subarray(0, 16)).toEqual(block(16, 32))
  })

  it('[PAGE8] stays bounded under a tail of any length and keeps the pages in view', () => {
    const { source, requests } = heldSource()
    const cache = new PageCache(source)
    const reader = cache.open()
    cache.push(0, block(0, PAGE_BYTES))
    reader.want([{ start: 0, end: 16 }])
    const chunk = new Uint8Array(PAGE_BYTES)
    for (let page = 1; page <= 3 * MAX_PAGES; page++) cache.push(page * PAGE_BYTES, chunk)
    expect(cache.slice(0, 16).complete).toBe(true)
    expect(cache.slice(PAGE_BYTES, PAGE_BYTES + 16).complete).toBe(false)
    expect(requests).toHaveLength(0)
  })
})
