import { describe, expect, it } from 'vitest'
import { testSession } from '../../stores/testSession.ts'
import { MOST_SESSIONS, sessionsNamed } from './sessionLines.ts'

const HELD = Array.from({ length: 30 }, (_, i) => testSession(30 - i))
const found = (query: string) => sessionsNamed(HELD, query).map(({ number }) => number)

describe('sessionLines', () => {
  it('[PAL8] a number is the session of that number first, of every listener', () => {
    expect(found('17')[0]).toBe(17)
    expect(found('#17')).toEqual([17])
    const two = [testSession(40, { number: 17, listenerName: 'smtp' }), ...HELD]
    expect(sessionsNamed(two, '#17').map(({ listenerName }) => listenerName)).toEqual(['smtp', 'redis'])
  })

  it('[PAL9] a part of an address or of a name finds the newest, and never more than a few', () => {
    expect(found(':50003')).toEqual([3])
    expect(found('REDIS')).toEqual(HELD.slice(0, MOST_SESSIONS).map(({ number }) => number))
    expect(found('nowhere')).toEqual([])
    expect(found(':')).toEqual([])
  })
})
