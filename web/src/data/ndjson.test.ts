import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_LINE, ndjson } from './ndjson.ts'

/** A stream that gives its chunks one a read, and knows whether it was cancelled. */
function streamOf(chunks: readonly Uint8Array[]) {
  const seen = { cancelled: false }
  const rest = [...chunks]
  const stream = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        const next = rest.shift()
        if (next) controller.enqueue(next)
        else controller.close()
      },
      cancel: () => {
        seen.cancelled = true
      },
    },
    { highWaterMark: 0 },
  )
  return { stream, seen }
}

const utf8 = (text: string) => new TextEncoder().encode(text)

async function all(stream: ReadableStream<Uint8Array>): Promise<unknown[]> {
  const values: unknown[] = []
  for await (const batch of ndjson(stream)) values.push(...batch)
  return values
}

describe('NDJSON', () => {
  it('[NDJ1] gives the same values however the bytes are cut, within characters too', async () => {
    const values = fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(values, fc.integer({ min: 1, max: 40 }), async (list, size) => {
        const bytes = utf8(list.map((value) => `${JSON.stringify(value)}\n`).join(''))
        const chunks: Uint8Array[] = []
        for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size))
        const { stream } = streamOf(chunks)
        expect(JSON.stringify(await all(stream))).toBe(JSON.stringify(list))
      }),
      { seed: 2401, numRuns: 200 },
    )
    const cut = utf8('"é𝄞"\n')
    const { stream } = streamOf(Array.from(cut, (_, i) => cut.subarray(i, i + 1)))
    expect(await all(stream)).toEqual(['é𝄞'])
  })

  it('[NDJ2] lines are handed on as they arrive, not at the end', async () => {
    const { stream } = streamOf([utf8('1\n2\n3'), utf8('4\n')])
    const batches: unknown[][] = []
    for await (const batch of ndjson(stream)) batches.push(batch)
    expect(batches).toEqual([[1, 2], [34]])
  })

  it('[NDJ3] an answer that breaks off, is no JSON or has no end of line is an error, not a short answer', async () => {
    await expect(all(streamOf([utf8('1\n{"a":')]).stream)).rejects.toThrow('broke off')
    await expect(all(streamOf([utf8('<html>\n')]).stream)).rejects.toThrow(SyntaxError)
    const long = streamOf([new Uint8Array(MAX_LINE + 1).fill(0x31), utf8('1')])
    await expect(all(long.stream)).rejects.toThrow('too long')
    expect(long.seen.cancelled).toBe(true)
  })

  it('[NDJ4] who stops reading cancels the stream', async () => {
    const { stream, seen } = streamOf([utf8('1\n'), utf8('2\n')])
    for await (const batch of ndjson<number>(stream)) {
      expect(batch).toEqual([1])
      break
    }
    expect(seen.cancelled).toBe(true)
  })
})
