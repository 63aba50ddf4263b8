import type { FileHandle } from 'node:fs/promises'
import { type Direction, DIRECTIONS } from '@tcpscope/shared/base'
import { decodeRecord, RECORD_SIZE, type SessionFacts, textTimeAt } from '@tcpscope/shared/capture'
import { HexEncoder } from './hexEncoder.ts'
import { renderHexLog, type RenderAnswer } from './hexRender.ts'
import { IndexReader, openIfThere } from './indexReader.ts'
import type { SessionPaths } from './sessionPaths.ts'

const CHUNK = 256 * 1024

/**
 * The hex log of a session as of now: its file, if the hex logger has finished it, else rendered on the fly from the
 * other files, without waiting for anybody. Both give the same bytes.
 */
export async function* streamHexLog(facts: SessionFacts, paths: SessionPaths): AsyncGenerator<Uint8Array> {
  const index = await IndexReader.open(paths.index)
  if (!index) return
  try {
    const file = (await isHexLogFinished(index)) ? await openIfThere(paths.hex) : undefined
    if (file) yield* fileChunks(file)
    else yield* renderChunks(facts, paths, index)
  } finally {
    await index.close()
  }
}

/**
 * The hex logger stamps the `closed` mark when its line, the last one, is in the file. It stamps other marks, too: that
 * a FIN is in the text says nothing about what the other direction still brings.
 */
export async function isHexLogFinished(index: IndexReader): Promise<boolean> {
  const { records } = await index.state()
  if (records === 0) return false
  const bytes = await index.read(records - 1, 1)
  if (bytes.length < RECORD_SIZE) return false
  const last = new DataView(bytes.buffer, bytes.byteOffset, RECORD_SIZE)
  const record = decodeRecord(last, 0)
  return record?.kind === 'mark' && record.code === 'closed' && textTimeAt(last, 0) !== 0
}

async function* fileChunks(file: FileHandle): AsyncGenerator<Uint8Array> {
  try {
    for (;;) {
      const chunk = new Uint8Array(CHUNK)
      const { bytesRead } = await file.read(chunk, 0, chunk.length, null)
      if (bytesRead === 0) return
      yield chunk.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}

/** After this long without a write the recorder has nothing of the session in its hands. */
const QUIET_MS = 250

async function* renderChunks(
  facts: SessionFacts,
  paths: SessionPaths,
  index: IndexReader,
): AsyncGenerator<Uint8Array> {
  const { records, quietMs } = await index.state()
  // While the recorder writes, a `Sent` line that is the newest of all may still get an older line before it: it is
  // left out, so that what is shown stays true.
  const encoder = new HexEncoder()
  const render = renderHexLog(facts, encoder, () => quietMs > QUIET_MS)
  const binary: Partial<Record<Direction, FileHandle>> = {}
  try {
    for (const direction of DIRECTIONS) {
      const file = await openIfThere(paths[direction])
      if (file) binary[direction] = file
    }
    let answer: RenderAnswer
    for (;;) {
      const { value: step, done } = render.next(answer)
      if (done) return
      answer = undefined
      switch (step.type) {
        case 'records':
          answer = await index.read(step.from, Math.max(0, Math.min(step.count, records - step.from)))
          break
        case 'bytes':
          answer = await readUpTo(
            binary[step.direction],
            encoder.windows[step.direction].subarray(0, step.most),
            step.offset,
          )
          break
        case 'large':
          answer = false
          break
        case 'text':
          yield step.bytes.slice()
          break
        case 'idle':
          answer = false
          break
      }
    }
  } finally {
    for (const file of Object.values(binary)) await file.close()
  }
}

async function readUpTo(
  file: FileHandle | undefined,
  into: Uint8Array<ArrayBuffer>,
  offset: number,
): Promise<Uint8Array> {
  if (!file) return new Uint8Array(0)
  const { bytesRead } = await file.read(into, 0, into.length, offset)
  return into.subarray(0, bytesRead)
}
