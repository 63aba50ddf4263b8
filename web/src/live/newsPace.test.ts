import { expect, it } from 'vitest'
import { testSession } from '../stores/testSession.ts'
import { rowsBetween } from './newsPace.ts'

const from = testSession(1, { upstreamBytes: 1600, downstreamBytes: 160, records: 10 })

it('[PACE2] rows are counted in the pane that gets the most of them', () => {
  expect(rowsBetween(from, from)).toBe(0)
  expect(rowsBetween(from, { ...from, upstreamBytes: 1616, downstreamBytes: 480 })).toBe(20)
  // Small frames: in the conversation each of them has a heading, too.
  expect(rowsBetween(from, { ...from, upstreamBytes: 1664, records: 74 })).toBe(128)
})

it('[PACE3] a session of a server that was started anew may have less than before', () => {
  expect(rowsBetween(from, { ...from, upstreamBytes: 0, records: 0 })).toBe(0)
})
