import { expect, test } from 'vitest'
import { createViewport } from './viewport.ts'

test('[VIEWP1] of several panes the one that a person moved says where one stands, else the earliest', () => {
  const viewport = createViewport()
  expect(viewport.first(null)).toBeNull()
  const up = { direction: 'upstream', offset: 64, record: 9 } as const
  const down = { direction: 'downstream', offset: 0, record: 1 } as const
  viewport.register(() => null)
  const closed = viewport.register(() => up)
  viewport.register(() => down)
  expect(viewport.first('upstream')).toBe(up)
  expect(viewport.first(null)).toBe(down)
  closed()
  expect(viewport.first('upstream')).toBe(down)
})
