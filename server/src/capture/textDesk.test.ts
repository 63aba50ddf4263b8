import { describe, expect, it } from 'vitest'
import type { SessionId } from '@tcpscope/shared/base'
import type { HexFollow } from './hexLogger.ts'
import { TextDesk } from './textDesk.ts'

const id = (n: number) => `session ${n}` as SessionId
const follow = (n: number) => ({ facts: { id: id(n) } }) as HexFollow

describe('sharing out hex logs', () => {
  it('[DESK1] one session at a time needs one logger; of several at once each gets its share, and keeps it', () => {
    const desk = new TextDesk(2)
    for (const n of [1, 2]) {
      desk.follow(follow(n))
      desk.grew(id(n))
      desk.letGo(id(n))
      expect(desk.takeNews()).toEqual([{ follow: [follow(n)], grown: [id(n)], forgotten: [] }, undefined])
    }
    for (const n of [3, 4, 5]) desk.follow(follow(n))
    expect(desk.takeNews().map((news) => news?.follow)).toEqual([[follow(3), follow(5)], [follow(4)]])
    for (const n of [3, 4, 5]) desk.grew(id(n))
    expect(desk.takeNews().map((news) => news?.grown)).toEqual([[id(3), id(5)], [id(4)]])
    expect(desk.hasNews).toBe(false)
  })

  it('[DESK3] of a session that was deleted nothing is told, also when it had been let go', () => {
    const desk = new TextDesk(1)
    for (const n of [1, 2]) {
      desk.follow(follow(n))
      desk.grew(id(n))
    }
    desk.letGo(id(1))
    desk.forget(id(1))
    expect(desk.takeNews()).toEqual([{ follow: [follow(2)], grown: [id(2)], forgotten: [] }])
    desk.grew(id(2))
    desk.forget(id(2))
    // It was told before: the logger must hear that it is gone.
    expect(desk.takeNews()).toEqual([{ follow: [], grown: [], forgotten: [id(2)] }])
  })

  it('[DESK2] a session that is not followed is not told', () => {
    const desk = new TextDesk(2)
    desk.grew(id(1))
    expect(desk.hasNews).toBe(false)
    expect(desk.takeNews()).toEqual([undefined, undefined])
  })
})
