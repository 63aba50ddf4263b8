import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ErrorBody, SessionPage } from '@tcpscope/shared/api'
import { aSession } from '../catalog/testRows.ts'
import { type TestApp, testApp } from './testApp.ts'

let test: TestApp
beforeEach(async () => {
  test = await testApp()
})
afterEach(() => test.end())

async function page(query: Readonly<Record<string, string | number>>): Promise<SessionPage> {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) params.set(name, String(value))
  const answer = await test.call('GET', `/api/sessions?${params.toString()}`)
  expect(answer.statusCode).toBe(200)
  return answer.json()
}

/** The ids of what a query finds, all on one page. */
async function ids(query: Readonly<Record<string, string>>) {
  const { sessions, total } = await page(query)
  expect(total).toBe(sessions.length)
  return sessions.map(({ id }) => id)
}

async function refused(filter: string): Promise<ErrorBody['error']> {
  const answer = await test.call('GET', `/api/sessions?filter=${encodeURIComponent(filter)}`)
  expect(answer.statusCode).toBe(400)
  return answer.json<ErrorBody>().error
}

describe('the list over HTTP', () => {
  it('[LQ1] live sessions are filtered and sorted by how they are now, not by what the catalog has', async () => {
    const small = test.kit.session().open()
    const large = test.kit.session().open()
    await test.kit.catalog.flush()
    large.grow('upstream', Buffer.alloc(2000))
    const ended = test.kit.session().open().grow('downstream', Buffer.alloc(500)).close()
    expect(await ids({ filter: 'up>1k' })).toEqual([large.id])
    expect(await ids({ filter: 'up<1k' })).toEqual([ended.id, small.id])
    expect(await ids({ filter: 'state:live', sort: 'up' })).toEqual([small.id, large.id])
    expect(await ids({ sort: 'up', order: 'desc' })).toEqual([large.id, ended.id, small.id])
    expect(await ids({ sort: 'down', order: 'desc', state: 'live', filter: 'bytes>0' })).toEqual([large.id])
    await test.kit.catalog.flush()
    expect(await ids({ filter: 'state:ended down=500' })).toEqual([ended.id])
  })

  it('[LQ2] a filter that cannot be read is refused with a sentence and the place', async () => {
    expect(await refused('state:open bytes>1X')).toMatchObject({
      code: 'bad_filter',
      field: 'filter',
      at: 17,
    })
    expect(await refused('listener:redis text:"PASS"')).toMatchObject({ code: 'bad_filter', at: 15 })
    expect(await refused('x'.repeat(1001))).toMatchObject({ code: 'bad_request', field: 'filter' })
  })

  it('[LQ3] moments without a zone are those of who asks', async () => {
    const startedAtMs = Date.UTC(2026, 0, 31, 10, 30)
    test.kit.catalog.save(aSession({ startedAtMs, state: 'closed' }))
    await test.kit.catalog.flush()
    const filter = 'after:2026-01-31T11:00 before:2026-01-31T12:00'
    expect((await page({ filter, utcOffset: 60 })).total).toBe(1)
    expect((await page({ filter, utcOffset: 0 })).total).toBe(0)
  })

  it('[LQ4] among 100,000 sessions, pages in any order follow each other while new ones arrive', async () => {
    const { catalog } = test.kit
    for (let i = 0; i < 100_000; i++) {
      const state = i % 50 === 0 ? 'failed' : 'closed'
      catalog.save(
        aSession({
          state,
          number: i,
          listenerName: `service ${i % 7}`,
          upstreamBytes: (i * 7919) % 1000,
          client: `10.${i % 256}.${(i >> 8) % 256}.1:${20_000 + (i % 40_000)}`,
        }),
      )
    }
    expect(await catalog.flush()).toBe(true)
    expect((await page({ limit: 1 })).total).toBe(100_000)
    expect((await page({ filter: 'state:failed up>=500 or client:10.7.0.0/16', limit: 1 })).total).toBe(
      Array.from({ length: 100_000 }, (_, i) => i).filter(
        (i) => (i % 50 === 0 && (i * 7919) % 1000 >= 500) || i % 256 === 7,
      ).length,
    )
    const query = { filter: 'state:failed', sort: 'up', order: 'desc', limit: 300 }
    const seen: [number, number][] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const next: SessionPage = await page(cursor === '' ? query : { ...query, cursor })
      seen.push(
        ...next.sessions.map(({ upstreamBytes, number }): [number, number] => [upstreamBytes, number]),
      )
      cursor = next.nextCursor
      // Stands before what was seen already: no later page may be moved by it.
      test.kit.catalog.save(aSession({ state: 'failed', upstreamBytes: 5000, number: 100_000 }))
      await catalog.flush()
    }
    expect(seen).toHaveLength(2000)
    expect(new Set(seen.map(([, number]) => number)).size).toBe(2000)
    // Of those with the same size the newest first: numbers rise as ids do.
    expect(seen).toEqual(seen.toSorted((a, b) => b[0] - a[0] || b[1] - a[1]))
  }, 120_000)
})
