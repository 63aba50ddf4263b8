import { describe, expect, it } from 'vitest'
import type { SessionId } from '@tcpscope/shared/base'
import type { HexFollow } from './follow.ts'
import { TextDesk } from './textDesk.ts'

const id = (n: number) => `session ${n}` as SessionId
const follow = (n: number) => ({ facts: { id: id(n) } }) as HexFollow
const news = (follows: number[], grown: number[], forgotten: number[] = []) => ({
  follow: follows.map(follow),
  grown: grown.map(id),
  forgotten: forgotten.map(id),
})

describe('telling the hex logger', () => {
  it('[DESK1] everything is told once: who begins, who has grown; then nothing', () => {
    const desk = new TextDesk()
    for (const n of [1, 2]) {
      desk.follow(follow(n))
      desk.grew(id(n))
    }
    expect(desk.hasNews).toBe(true)
    expect(desk.takeNews()).toEqual(news([1, 2], [1, 2]))
    expect(desk.hasNews).toBe(false)
    expect(desk.takeNews()).toBeUndefined()
    for (const n of [1, 2, 1]) desk.grew(id(n))
    expect(desk.takeNews()).toEqual(news([], [1, 2]))
  })

  it('[DESK2] a session that ended before anybody heard of it is told all the same; one not followed is not', () => {
    const desk = new TextDesk()
    desk.follow(follow(1))
    desk.grew(id(1))
    desk.letGo(id(1))
    desk.grew(id(2))
    expect(desk.takeNews()).toEqual(news([1], [1]))
    desk.grew(id(1))
    expect(desk.hasNews).toBe(false)
  })

  it('[DESK3] of a session that was deleted nothing is told, but that it is gone to who has heard of it', () => {
    const desk = new TextDesk()
    for (const n of [1, 2]) {
      desk.follow(follow(n))
      desk.grew(id(n))
    }
    desk.letGo(id(1))
    desk.forget(id(1))
    expect(desk.takeNews()).toEqual(news([2], [2]))
    desk.grew(id(2))
    desk.forget(id(2))
    expect(desk.takeNews()).toEqual(news([], [], [2]))
  })
})
