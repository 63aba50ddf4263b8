import { expect, test } from 'vitest'
import { sparkPath } from './sparkPath.ts'

test('[SPARK1] the highest second has the whole height, the least one pixel, silence none', () => {
  expect(sparkPath([0, 1000, 1, 500])).toBe('M0 16V16H15V0H30V15H45V8H60V16Z')
})
