import { describe, expect, it } from 'vitest'
import type { SessionId } from '@tcpscope/shared/base'
import type { HexFollow } from './follow.ts'
import { TextDesk } from './textDesk.ts'

const MB = 1024 * 1024
const id = (n: number) => `session ${n}` as SessionId
const follow = (n: number) => ({ facts: { id: id(n) } }) as HexFollow
const news = (follows: number[], grown: number[], forgotten: number[] = []) => ({
  follow: follows.map(follow),
  grown: grown.map(id),
  forgotten: forgotten.map(id),
})

describe('sharing out hex logs', () => {
  it('[DESK1] small sessions need one logger, however many; large ones are shared out, and stay where they are', () => {
    const desk = new TextDesk(2)
    for (const n of [1, 2, 3]) {
      desk.follow(follow(n))
      desk.grew(id(n), 100)
    }
    expect(desk.takeNews()).toEqual([news([1, 2, 3], [1, 2, 3]), undefined])
    for (const n of [4, 5, 6]) {
      desk.follow(follow(n))
      desk.grew(id(n), MB)
    }
    expect(desk.takeNews()).toEqual([news([4, 6], [4, 6]), news([5], [5])])
    for (const n of [1, 5, 6]) desk.grew(id(n), 9 * MB)
    expect(desk.takeNews()).toEqual([news([], [1, 6]), news([], [5])])
    expect(desk.hasNews).toBe(false)
    // Those that have ended leave room.
    for (const n of [4, 6]) desk.letGo(id(n))
    desk.follow(follow(7))
    desk.grew(id(7), MB)
    expect(desk.takeNews()).toEqual([news([7], [7]), undefined])
  })

  it('[DESK2] a session that ended before anybody heard of it is told all the same; one not followed is not', () => {
    const desk = new TextDesk(2)
    desk.follow(follow(1))
    desk.grew(id(1), 100)
    desk.letGo(id(1))
    desk.grew(id(2), 100)
    expect(desk.takeNews()).toEqual([news([1], [1]), undefined])
    desk.grew(id(1), 200)
    expect(desk.hasNews).toBe(false)
  })

  it('[DESK3] of a session that was deleted nothing is told, but that it is gone to who has heard of it', () => {
    const desk = new TextDesk(1)
    for (const n of [1, 2]) {
      desk.follow(follow(n))
      desk.grew(id(n), 100)
    }
    desk.letGo(id(1))
    desk.forget(id(1))
    expect(desk.takeNews()).toEqual([news([2], [2])])
    desk.grew(id(2), 200)
    desk.forget(id(2))
    expect(desk.takeNews()).toEqual([news([], [], [2])])
  })
})
