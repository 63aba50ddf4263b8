import { describe, expect, it, vi } from 'vitest'
import { createCommandsStore, type Command, type CommandFinder } from './commands.ts'

const command = (id: string, title = id): Command => ({ id, group: 'View', title, run: () => undefined })
const ids = (store: ReturnType<typeof createCommandsStore>) => store.getState().commands.map(({ id }) => id)

describe('commands', () => {
  it('[PAL1] commands are offered from their registration until it is disposed', () => {
    const store = createCommandsStore()
    const endFirst = store.register([command('a'), command('b')])
    const endSecond = store.register([command('c')])
    expect(ids(store)).toEqual(['a', 'b', 'c'])
    endFirst()
    expect(ids(store)).toEqual(['c'])
    endFirst()
    endSecond()
    expect(ids(store)).toEqual([])
  })

  it('[PAL2] of two with the same id the newer is offered, and the older again when that ends', () => {
    const store = createCommandsStore()
    store.register([command('a', 'older')])
    const end = store.register([command('a', 'newer')])
    expect(store.getState().commands.map(({ title }) => title)).toEqual(['newer'])
    end()
    expect(store.getState().commands.map(({ title }) => title)).toEqual(['older'])
  })

  it('[PAL3] the same list registered twice is there until both are disposed', () => {
    const store = createCommandsStore()
    const list = [command('a')]
    const [first, second] = [store.register(list), store.register(list)]
    first()
    expect(ids(store)).toEqual(['a'])
    second()
    expect(ids(store)).toEqual([])
  })

  it('[PAL4] finders come and go, and get what was typed', async () => {
    const store = createCommandsStore()
    const finder = vi.fn<CommandFinder>((query) => [command(`go.${query}`)])
    const end = store.registerFinder(finder)
    const { signal } = new AbortController()
    expect(await store.getState().finders[0]?.('17', signal)).toMatchObject([{ id: 'go.17' }])
    expect(finder).toHaveBeenCalledWith('17', signal)
    end()
    expect(store.getState().finders).toEqual([])
  })
})
