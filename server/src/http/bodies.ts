import { Readable } from 'node:stream'
import { type TSchema, Type } from 'typebox'
import { ErrorSchema } from '@tcpscope/shared/api'

// What stands in an answer that is no JSON: bytes, or JSON a line at a time. In the words of OpenAPI, and as streams.

/** What every route may answer instead of what it was asked for. */
export const failures = { '4xx': ErrorSchema, '5xx': ErrorSchema }

export const OCTETS = 'application/octet-stream'
/** A body that is bytes. */
export const Octets = {
  content: { [OCTETS]: { schema: Type.Unsafe<unknown>(Type.String({ format: 'binary' })) } },
}

export const NDJSON = 'application/x-ndjson'

/** A body of lines. @param line the schema of one */
export function linesOf(line: TSchema) {
  return {
    description: 'one JSON object a line; the last one has the type `end`',
    content: { [NDJSON]: { schema: Type.Unsafe<unknown>(line) } },
  }
}

/**
 * A readable stream of chunks that are read when they are wanted. Destroying it (the client went away) ends the
 * reading.
 * @param length bytes that were promised to the client; a source that ends earlier is an error, so that the client
 * sees a broken download and not a wait without end
 */
export function byteStream(source: AsyncIterable<Uint8Array>, length?: number): Readable {
  return Readable.from(length === undefined ? source : exactly(source, length), { objectMode: false })
}

async function* exactly(source: AsyncIterable<Uint8Array>, length: number): AsyncGenerator<Uint8Array> {
  let sent = 0
  for await (const chunk of source) {
    sent += chunk.byteLength
    yield chunk
  }
  if (sent !== length) throw new Error(`the recording ended after ${sent} of ${length} bytes`)
}

/**
 * The same for lines, which come in batches.
 * @param ahead bytes of text that may be made before the client has room for them: what makes the lines rests then
 */
export function lineStream(batches: AsyncIterable<readonly object[]>, ahead = 64 * 1024): Readable {
  return Readable.from(textOf(batches), { objectMode: false, highWaterMark: ahead })
}

async function* textOf(batches: AsyncIterable<readonly object[]>): AsyncGenerator<string> {
  for await (const lines of batches) {
    if (lines.length > 0) yield lines.map((line) => `${JSON.stringify(line)}\n`).join('')
  }
}
