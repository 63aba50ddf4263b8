import { Readable } from 'node:stream'

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
