import { expect, test } from 'vitest'
import { Inbox } from './inbox.ts'
import { TestFrames } from './testSocket.ts'

test('[INBOX1] what arrives between two frames is given on in one go, in order', () => {
  const frames = new TestFrames()
  const seen: number[] = []
  const inbox = new Inbox<number>((n) => seen.push(n), frames.schedule)
  inbox.push(1, 10)
  inbox.push(2, 10)
  expect(seen).toEqual([])
  frames.tick()
  expect(seen).toEqual([1, 2])
  inbox.push(3, 10)
  frames.tick()
  expect(seen).toEqual([1, 2, 3])
})

test('[INBOX2] without frames (a hidden tab) it holds at most 4 MiB and drops nothing', () => {
  const frames = new TestFrames()
  const seen: number[] = []
  const inbox = new Inbox<number>((n) => seen.push(n), frames.schedule)
  let waiting = 0
  for (let n = 0; n < 100; n++) {
    inbox.push(n, 1024 * 1024)
    waiting = Math.max(waiting, n + 1 - seen.length)
  }
  expect(waiting).toBeLessThanOrEqual(4)
  frames.tick()
  expect(seen).toEqual(Array.from({ length: 100 }, (_, n) => n))
})
