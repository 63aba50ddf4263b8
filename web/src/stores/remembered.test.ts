import { expect, test } from 'vitest'
import { createHexSettings } from './hexSettings.ts'

function memoryOf(text: string | null) {
  const memory = {
    text,
    getItem: () => memory.text,
    setItem: (_: string, value: string) => void (memory.text = value),
  }
  return memory
}

test('[REM1] settings come back; values that are not understood are the defaults', () => {
  const memory = memoryOf(null)
  createHexSettings(memory).set({ columns: 32, text: 'ebcdic' })
  expect(createHexSettings(memory).getState()).toMatchObject({ columns: 32, text: 'ebcdic', offsets: 'hex' })
  memory.text = '{"columns":17,"text":"utf-8","together":"yes","more":1}'
  const settings = createHexSettings(memory).getState()
  expect(settings).toMatchObject({ columns: 'auto', text: 'utf-8', together: false })
  expect(settings).not.toHaveProperty('more')
})

test('[REM2] a storage that is spoilt, full or forbidden costs the memory, not the page', () => {
  for (const text of ['', '{', 'null', '7', '[]']) {
    expect(createHexSettings(memoryOf(text)).getState().columns).toBe('auto')
  }
  const refusing = {
    getItem: () => {
      throw new Error('forbidden')
    },
    setItem: () => {
      throw new Error('full')
    },
  }
  for (const memory of [refusing, null]) {
    const store = createHexSettings(memory)
    store.set({ columns: 8 })
    expect(store.getState().columns).toBe(8)
  }
})
