import { expect, test } from 'vitest'
import { SnapshotSync } from './snapshotSync.ts'

interface Snapshot {
  asOf: number
  names: string[]
}
interface Event {
  seq: number
  name: string
}

function setUp() {
  const answers: { resolve: (snapshot: Snapshot) => void; reject: (error: unknown) => void }[] = []
  let names: string[] = []
  const faults: unknown[] = []
  const sync = new SnapshotSync<Snapshot, Event>({
    fetch: () => new Promise((resolve, reject) => answers.push({ resolve, reject })),
    begin: (snapshot) => {
      names = [...snapshot.names]
    },
    apply: ({ name }) => names.push(name),
    failed: (error) => faults.push(error),
  })
  return { sync, answers, faults, names: () => names }
}

test('[SYNC1] events that come while the snapshot is under way wait for it; those it includes are dropped', async () => {
  const { sync, answers, names } = setUp()
  const loaded = sync.reload()
  sync.push({ seq: 4, name: 'four' })
  sync.push({ seq: 5, name: 'five' })
  sync.push({ seq: 6, name: 'six' })
  expect(names()).toEqual([])
  answers.at(0)!.resolve({ asOf: 5, names: ['four', 'five'] })
  await loaded
  expect(names()).toEqual(['four', 'five', 'six'])
})

test('[SYNC2] an event is applied once, however often it comes', async () => {
  const { sync, answers, names } = setUp()
  const loaded = sync.reload()
  answers.at(0)!.resolve({ asOf: 1, names: [] })
  await loaded
  sync.push({ seq: 2, name: 'two' })
  sync.push({ seq: 2, name: 'two' })
  sync.push({ seq: 1, name: 'one' })
  expect(names()).toEqual(['two'])
})

test('[SYNC3] an answer that was asked for before a reload counts no more: its seq may be of another server', async () => {
  const { sync, answers, names } = setUp()
  const first = sync.reload()
  const second = sync.reload()
  answers.at(1)!.resolve({ asOf: 2, names: ['new'] })
  answers.at(0)!.resolve({ asOf: 900, names: ['old'] })
  await Promise.all([first, second])
  expect(names()).toEqual(['new'])
  sync.push({ seq: 3, name: 'three' })
  expect(names()).toEqual(['new', 'three'])
})

test('[SYNC4] a fetch that fails is told once; one that was given up is not', async () => {
  const { sync, answers, faults } = setUp()
  const first = sync.reload()
  const second = sync.reload()
  answers.at(0)!.reject(new Error('given up'))
  answers.at(1)!.reject(new Error('refused'))
  await Promise.all([first, second])
  expect(faults).toEqual([new Error('refused')])
})
