import { expect, test } from 'vitest'
import type { SessionId } from '@tcpscope/shared/base'
import { ApiError, createApi, queryText } from './api.ts'

const ID = '01890000-0000-7000-8000-000000000001' as SessionId

function apiThat(answer: Response | Error) {
  const asked: { url: string; init: RequestInit | undefined }[] = []
  const api = createApi((input, init) => {
    asked.push({ url: input as string, init })
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
  })
  return { api, asked }
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}

const refusal = (status: number, error: object) => Response.json({ error }, { status })

test('[API1] a refusal carries code, sentence, field and status', async () => {
  const { api } = apiThat(refusal(409, { code: 'port_in_use', message: 'Port 80 is in use.', field: 'port' }))
  const error = await api.createListener({ targetHost: 'h', targetPort: 1 }).catch((e: unknown) => e)
  expect(error).toBeInstanceOf(ApiError)
  expect(error).toMatchObject({
    code: 'port_in_use',
    message: 'Port 80 is in use.',
    field: 'port',
    status: 409,
  })
})

test('[API2] no answer is `unreachable`, an answer that is not ours still an ApiError; giving up stays what it is', async () => {
  await expect(apiThat(new TypeError('fetch failed')).api.status()).rejects.toMatchObject({
    code: 'unreachable',
    status: 0,
  })
  await expect(apiThat(new Response('<h1>', { status: 502 })).api.status()).rejects.toMatchObject({
    code: 'internal',
    status: 502,
  })
  await expect(apiThat(new Response('', { status: 401 })).api.status()).rejects.toMatchObject({
    code: 'unauthorized',
  })
  await expect(apiThat(new DOMException('', 'AbortError')).api.status()).rejects.toMatchObject({
    name: 'AbortError',
  })
})

test('[API3] bytes are asked for by an inclusive Range; an empty range asks nothing, one behind the end is empty', async () => {
  const { api, asked } = apiThat(new Response(new Uint8Array([1, 2, 3]), { status: 206 }))
  expect(await api.bytes(ID, 'upstream', { start: 10, end: 13 })).toEqual(new Uint8Array([1, 2, 3]))
  expect(asked[0]?.url).toBe(`/api/sessions/${ID}/bytes/upstream`)
  expect(new Headers(asked[0]?.init?.headers).get('range')).toBe('bytes=10-12')
  expect(await api.bytes(ID, 'upstream', { start: 10, end: 10 })).toHaveLength(0)
  expect(asked).toHaveLength(1)
  const behind = apiThat(refusal(416, { code: 'range_not_satisfiable', message: 'Behind the end.' }))
  expect(await behind.api.bytes(ID, 'upstream', { start: 99, end: 100 })).toHaveLength(0)
})

test('[API4] a query leaves out what is not set and escapes the rest', () => {
  expect(queryText({ state: undefined, address: '[::1]:80', limit: 0 })).toBe(
    '?address=%5B%3A%3A1%5D%3A80&limit=0',
  )
  expect(queryText({})).toBe('')
})

test('[API5] a search is one GET whose lines come as they arrive; a refused pattern says where', async () => {
  const line = { type: 'match', session: ID, direction: 'upstream', offset: 3, length: 2 }
  const { api, asked } = apiThat(new Response(`${JSON.stringify(line)}\n`))
  const query = { hex: 'de ??', direction: 'upstream', from: 0 } as const
  const batches = await collect(api.matches(ID, query, new AbortController().signal))
  expect(batches).toEqual([[line]])
  expect(asked[0]?.url).toBe(`/api/sessions/${ID}/matches?hex=de+%3F%3F&direction=upstream&from=0`)
  const bad = apiThat(refusal(400, { code: 'bad_pattern', message: 'No digit.', field: 'hex', at: 3 }))
  await expect(
    collect(bad.api.allMatches({ hex: 'de x' }, new AbortController().signal)),
  ).rejects.toMatchObject({ code: 'bad_pattern', field: 'hex', at: 3 })
})
