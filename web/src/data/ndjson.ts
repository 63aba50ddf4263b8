/** The longest line that is read, in characters: longer is not what a search answers. */
export const MAX_LINE = 1 << 20

/**
 * The lines of an answer that is one JSON value a line, in batches as they arrive. A character that is cut by the
 * edge of a chunk is put together again. Leaving the loop cancels the stream: the server is told, and stops.
 * @throws Error when the answer breaks off within a line, a line is no JSON, or one is too long;
 *   whatever reading throws, an AbortError among it
 */
export async function* ndjson<T>(stream: ReadableStream<Uint8Array>): AsyncGenerator<T[], void> {
  const reader = stream.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      const lines = (rest + (done ? decoder.decode() : decoder.decode(value, { stream: true }))).split('\n')
      rest = lines.pop()!
      if (rest.length > MAX_LINE) throw new Error('The answer has a line that is too long.')
      const batch = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as T)
      if (batch.length > 0) yield batch
      if (!done) continue
      if (rest !== '') throw new Error('The answer broke off.')
      return
    }
  } finally {
    // After the end, or an error of the stream itself, this does nothing.
    await reader.cancel().catch(() => {})
  }
}
