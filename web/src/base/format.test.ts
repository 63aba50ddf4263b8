import { expect, test } from 'vitest'
import { formatAge, formatBytes, formatDuration, formatRate, plural } from './format.ts'

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.00 kB'],
  [9_994, '9.99 kB'],
  [9_996, '10.0 kB'],
  [123_456, '123 kB'],
  [999_499, '999 kB'],
  [999_500, '1.00 MB'],
  [72_000_000, '72.0 MB'],
  [2 ** 53 - 1, '9.01 PB'],
])('[FMT1] %d bytes are three digits and a unit: %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text)
})

test.each([
  [0, '0 ms'],
  [300, '1 µs'],
  [350_000, '350 µs'],
  [999_499, '999 µs'],
  [999_500, '1.00 ms'],
  [12_345_678, '12.3 ms'],
  [999_600_000, '1.00 s'],
  [5_253_979_000, '5.25 s'],
  [59_900_000_000, '59.9 s'],
  [72_000_000_000, '01:12'],
  [7_384_000_000_000, '2:03:04'],
  [273_600_000_000_000, '3 d 4 h'],
])('[FMT2] %d ns read as %s', (ns, text) => {
  expect(formatDuration(ns)).toBe(text)
})

test('[FMT3] an age counts whole seconds', () => {
  expect([0, 59, 60, 3599, 3600, 86_399, 86_400].map(formatAge)).toEqual([
    '00:00',
    '00:59',
    '01:00',
    '59:59',
    '1:00:00',
    '23:59:59',
    '1 d 0 h',
  ])
})

test('[FMT4] no rate is a dash, not a zero', () => {
  expect(formatRate(0)).toBe('–')
  expect(formatRate(3_100_000)).toBe('3.10 MB/s')
})

test('[FMT5] one is one', () => {
  expect([plural(0, 'session'), plural(1, 'session'), plural(1200, 'session')]).toEqual([
    '0 sessions',
    '1 session',
    '1,200 sessions',
  ])
})
