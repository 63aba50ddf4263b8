import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createWorkStore, watchedFetch } from './work.ts'

describe('work', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('[WORK1] only what takes longer than a second is shown, until it ends; ending twice is fine', () => {
    const work = createWorkStore()
    const [quick, slow] = [work.begin(), work.begin()]
    vi.advanceTimersByTime(900)
    quick()
    vi.advanceTimersByTime(200)
    expect(work.getState().slow).toBe(1)
    slow()
    slow()
    quick()
    expect(work.getState().slow).toBe(0)
  })

  it('[WORK2] a request that fails has ended, too', async () => {
    const work = createWorkStore()
    const gone = new AbortController()
    const request = watchedFetch(
      work,
      () =>
        new Promise((_, reject) => gone.signal.addEventListener('abort', () => reject(new Error('gone')))),
    )('/api/status')
    vi.advanceTimersByTime(1500)
    expect(work.getState().slow).toBe(1)
    gone.abort()
    await expect(request).rejects.toThrow('gone')
    expect(work.getState().slow).toBe(0)
  })
})
