import { expect, test, vi } from 'vitest'
import { createHoverStore } from './hover.ts'
import { testId } from './testSession.ts'

const at = (start: number) =>
  ({
    sessionId: testId(1),
    direction: 'upstream',
    range: { start, end: start + 4 },
    origin: 'hex',
  }) as const

test('[HOVER1] the same bytes are told once, and only the pane that points at them takes them away', () => {
  const hover = createHoverStore()
  const told = vi.fn<() => void>()
  hover.subscribe(told)
  hover.point(at(0))
  hover.point(at(0))
  expect(told).toHaveBeenCalledTimes(1)
  hover.point(at(4))
  expect(told).toHaveBeenCalledTimes(2)
  hover.leave('timeline')
  expect(hover.getState().pointed).toEqual(at(4))
  hover.leave('hex')
  hover.leave('hex')
  expect([hover.getState().pointed, told.mock.calls.length]).toEqual([null, 3])
})
