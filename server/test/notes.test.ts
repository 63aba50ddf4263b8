import { describe, expect, it } from 'vitest'
import { echo, LiveTab, own, ownScope, Path, tempDir } from './kit/index.ts'

describe('stars, comments and notes', () => {
  it('[NOTE8] what was said of a live session is told to every tab, and is there after kill -9', async () => {
    const dataDir = await tempDir()
    const first = await ownScope({ dataDir })
    const path = await Path.open(first, { script: echo, keep: false })
    const wire = await path.connect({ keep: false })
    await wire.client.send('0123456789')
    await wire.client.gets(10)
    const { id } = await first.api.sessionWhen(wire.session.id, 'recorded', (s) => s.downstreamBytes === 10)

    const tab = own(await LiveTab.open(first))
    const remarks = { starred: true, comment: 'the slow one' }
    expect(await first.api.patchSession(id, remarks)).toMatchObject({ ...remarks, state: 'open' })
    const note = await first.api.createNote(id, {
      direction: 'downstream',
      from: 2,
      to: 6,
      text: 'the answer',
    })
    await tab.gets('sessions', ({ upserts }) => upserts.some((one) => one.id === id && one.starred))
    expect((await tab.gets('notes')).upserts).toEqual([note])
    // The recorder goes on to write the session.
    await wire.client.send('more')
    await wire.client.gets(14)
    await first.api.sessionWhen(id, 'recorded', (s) => s.downstreamBytes === 14)
    await first.kill9()

    const second = await ownScope({ dataDir })
    expect(await second.api.session(id)).toMatchObject({
      ...remarks,
      state: 'interrupted',
      downstreamBytes: 14,
    })
    expect(await second.api.notes(id)).toEqual([note])
    await second.api.deleteSession(id)
    await expect(second.api.notes(id)).rejects.toMatchObject({ code: 'session_not_found' })
  })
})
