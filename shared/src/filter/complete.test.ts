import { expect, test } from 'vitest'
import { complete, completionsAt } from './index.ts'

const known = { listeners: ['redis', 'smtp in', 'redis'] }

/** What is offered where the bar stands, and what stands there after the first offer was taken. */
function at(marked: string) {
  const cursor = marked.indexOf('|')
  const text = marked.replace('|', '')
  const found = completionsAt(text, cursor, known)
  const [first] = found.items
  const taken = first && complete(text, found, first)
  return {
    offers: found.items.map((item) => item.text),
    first: taken && `${taken.text.slice(0, taken.cursor)}|${taken.text.slice(taken.cursor)}`,
  }
}

test('[FILTER6] where a term begins, fields are offered', () => {
  expect(at('|').offers).toContain('state:')
  expect(at('|').offers).toContain('bytes>')
  expect(at('st|')).toEqual({ offers: ['state:'], first: 'state:|' })
  expect(at('bytes>1M -cl|').offers).toEqual(['close:', 'client:'])
  expect(at('(state:open or b|)').offers).toEqual(['by:', 'bytes>', 'before:'])
  expect(at('10.0|').offers).toEqual([])
})

test('[FILTER7] behind a field its values are offered, also after a comma, and what is there is replaced', () => {
  expect(at('state:|').offers).toEqual([
    'connecting',
    'open',
    'half-closed',
    'closed',
    'failed',
    'interrupted',
    'live',
    'ended',
  ])
  expect(at('state:h|')).toEqual({ offers: ['half-closed'], first: 'state:half-closed |' })
  expect(at('state:open,fa|')).toEqual({ offers: ['failed'], first: 'state:open,failed |' })
  expect(at('state:c|losed bytes>1').first).toBe('state:connecting| bytes>1')
  expect(at('close:rs|').first).toBe('close:rst |')
  expect(at('after:-|').offers).toEqual(['-5m', '-1h', '-1d'])
  expect(at('nonsense:|').offers).toEqual([])
})

test('[FILTER8] listeners are offered by name, in quotes where they need them; what is complete is not offered', () => {
  expect(at('listener:|').offers).toEqual(['redis', '"smtp in"'])
  expect(at('listener:s|').first).toBe('listener:"smtp in" |')
  expect(at('listener:"sm|').first).toBe('listener:"smtp in" |')
  expect(at('state:failed|').offers).toEqual([])
  expect(at('st|ate:open').first).toBe('state:|open')
})
