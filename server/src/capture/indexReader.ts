import { type FileHandle, open } from 'node:fs/promises'
import {
  decodeIndexHeader,
  INDEX_PREFIX,
  indexHeaderSize,
  RECORD_SIZE,
  type SessionFacts,
} from '@tcpscope/shared/capture'

/** A frame index that is open for reading, live or ended. */
export class IndexReader {
  readonly #file: FileHandle
  /** Bytes before the first record. */
  readonly headerSize: number

  private constructor(file: FileHandle, headerSize: number) {
    this.#file = file
    this.headerSize = headerSize
  }

  /**
   * Undefined when there is no such file, or only the beginning of one: a disk that is full leaves that behind.
   * @throws Error when it is not a frame index
   */
  static async open(path: string): Promise<IndexReader | undefined> {
    const file = await openIfThere(path)
    if (!file) return undefined
    try {
      const prefix = new Uint8Array(INDEX_PREFIX)
      const { bytesRead } = await file.read(prefix, 0, prefix.length, 0)
      const headerSize = bytesRead < prefix.length ? Infinity : indexHeaderSize(prefix)
      if ((await file.stat()).size >= headerSize) return new IndexReader(file, headerSize)
      await file.close()
      return undefined
    } catch (error) {
      await file.close()
      throw error
    }
  }

  async facts(): Promise<SessionFacts> {
    const header = new Uint8Array(this.headerSize)
    await this.#file.read(header, 0, header.length, 0)
    return decodeIndexHeader(header)
  }

  /** Whole records now, and how long ago (ms) the file was last written. */
  async state(): Promise<{ records: number; quietMs: number }> {
    const { size, mtimeMs } = await this.#file.stat()
    const records = Math.max(0, Math.floor((size - this.headerSize) / RECORD_SIZE))
    return { records, quietMs: Date.now() - mtimeMs }
  }

  /** Raw records [from, from + count), fewer at the end. */
  async read(from: number, count: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(count * RECORD_SIZE)
    const { bytesRead } = await this.#file.read(bytes, 0, bytes.length, this.headerSize + from * RECORD_SIZE)
    return bytes.subarray(0, bytesRead - (bytesRead % RECORD_SIZE))
  }

  async close(): Promise<void> {
    await this.#file.close()
  }
}

/** @returns undefined when there is no such file */
export async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
