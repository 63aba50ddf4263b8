import { describe, expect, it } from 'vitest'
import { Hold } from './hold.ts'

describe('a hold', () => {
  it('[HOLD1] reading stops with the first reason and goes on only when the last is released', () => {
    const calls: string[] = []
    const hold = new Hold<'peer' | 'tap'>(
      () => calls.push('stop'),
      () => calls.push('go'),
    )
    hold.take('peer')
    hold.take('tap')
    hold.take('peer')
    hold.release('peer')
    expect(calls).toEqual(['stop'])
    hold.release('peer')
    hold.release('tap')
    expect(calls).toEqual(['stop', 'go'])
    hold.release('tap')
    expect(calls).toEqual(['stop', 'go'])
  })
})
