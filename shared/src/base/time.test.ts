import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayStamp, goDuration, logStamp } from './index.ts'

const SECOND = 1_000_000_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

describe('goDuration', () => {
  // The values of the table in the tests of Go's package time, as far as a safe integer reaches, and more.
  it.each([
    [0, '0s'],
    [1, '1ns'],
    [999, '999ns'],
    [1_000, '1µs'],
    [1_100, '1.1µs'],
    [12_500, '12.5µs'],
    [999_999, '999.999µs'],
    [1_000_000, '1ms'],
    [2_200_000, '2.2ms'],
    [350_000_001, '350.000001ms'],
    [SECOND, '1s'],
    [3_300_000_000, '3.3s'],
    [5_253_979_000, '5.253979s'],
    [59_999_999_999, '59.999999999s'],
    [MINUTE, '1m0s'],
    [4 * MINUTE + 5 * SECOND, '4m5s'],
    [4 * MINUTE + 5_001_000_000, '4m5.001s'],
    [8 * MINUTE + 1, '8m0.000000001s'],
    [HOUR, '1h0m0s'],
    [5 * HOUR + 6 * MINUTE + 7_001_000_000, '5h6m7.001s'],
    [26 * HOUR + SECOND, '26h0m1s'],
    [Number.MAX_SAFE_INTEGER, '2501h59m59.254740991s'],
  ])('[TIME1] %i ns reads %s', (duration, text) => {
    expect(goDuration(duration)).toBe(text)
  })

  const units: Record<string, bigint> = {
    h: 3_600_000_000_000n,
    m: 60_000_000_000n,
    s: 1_000_000_000n,
    ms: 1_000_000n,
    µs: 1_000n,
    ns: 1n,
  }

  it('[TIME2] no nanosecond is lost: the text adds up to the duration', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (duration) => {
        let sum = 0n
        const text = goDuration(duration)
        expect(text).toMatch(/^(\d+(\.\d*[1-9])?(h|ms|m|s|µs|ns))+$/)
        for (const [, whole, fraction = '', unit] of text.matchAll(/(\d+)(?:\.(\d+))?(h|ms|m|s|µs|ns)/g)) {
          const scale = units[unit!]!
          sum += BigInt(whole!) * scale + (BigInt(fraction || '0') * scale) / 10n ** BigInt(fraction.length)
        }
        expect(sum).toBe(BigInt(duration))
      }),
    )
  })
})

describe('stamps', () => {
  const moment = Date.UTC(2012, 8, 3, 4, 5, 6, 789)

  it.each([
    [0, '2012.09.03-04.05.06', '2012-09-03'],
    [120, '2012.09.03-06.05.06', '2012-09-03'],
    [345, '2012.09.03-09.50.06', '2012-09-03'],
    [-300, '2012.09.02-23.05.06', '2012-09-02'],
    [840, '2012.09.03-18.05.06', '2012-09-03'],
    [-840, '2012.09.02-14.05.06', '2012-09-02'],
  ])('[TIME3] %i minutes east of UTC it is %s', (offset, stamp, day) => {
    expect(logStamp(moment, offset)).toBe(stamp)
    expect(dayStamp(moment, offset)).toBe(day)
  })

  it('[TIME4] every field has its full width, at the turn of the year too', () => {
    expect(logStamp(Date.UTC(2026, 11, 31, 23, 59, 59), 1)).toBe('2027.01.01-00.00.59')
    expect(dayStamp(Date.UTC(2026, 11, 31, 23, 59, 59), 1)).toBe('2027-01-01')
  })
})
