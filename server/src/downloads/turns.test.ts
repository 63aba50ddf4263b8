import { describe, expect, it } from 'vitest'
import { Turns } from './turns.ts'

describe('turns', () => {
  it('[TURN1] so many at once, the others in the order in which they came', async () => {
    const turns = new Turns(2)
    const inside: string[] = []
    const leave: Record<string, () => void> = {}
    const come = async (name: string): Promise<void> => {
      leave[name] = await turns.take()
      inside.push(name)
    }
    const all = ['a', 'b', 'c', 'd'].map(come)
    await Promise.all(all.slice(0, 2))
    expect(inside).toEqual(['a', 'b'])
    leave.b!()
    await all[2]
    expect(inside).toEqual(['a', 'b', 'c'])
    leave.a!()
    await all[3]
    leave.c!()
    leave.d!()
    await Promise.all([come('e'), come('f')])
    expect(inside).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
  })
})
