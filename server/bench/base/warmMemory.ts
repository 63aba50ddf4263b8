import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { House } from './house.ts'
import { availableMemory } from './procfs.ts'

const BLOCK = Buffer.alloc(4 * 1024 * 1024)

/**
 * Memory that was used a moment ago, kept in a file until somebody's logs want it. A virtual machine gives what is free
 * back to its host, and whoever writes there next waits for every page: at 200 MB/s that is the host's speed, not the
 * proxy's, and only proxies that record would pay it.
 */
export class WarmMemory {
  readonly #file: string
  readonly #bytes: number

  private constructor(file: string, bytes: number) {
    this.#file = file
    this.#bytes = bytes
  }

  /** @param bytes as many as this, or a third of what is free */
  static async take(house: House, bytes: number): Promise<WarmMemory> {
    const memory = new WarmMemory(
      join(await house.folder(), 'ballast'),
      Math.min(bytes, availableMemory() / 3),
    )
    await memory.takeBack()
    return memory
  }

  /** Frees it: the next pages that anybody writes to are these. */
  async lend(): Promise<void> {
    await rm(this.#file, { force: true })
  }

  /** Takes it again, after the logs were thrown away. */
  async takeBack(): Promise<void> {
    const file = await open(this.#file, 'w')
    try {
      for (let left = this.#bytes; left > 0; left -= BLOCK.length) await file.write(BLOCK)
    } finally {
      await file.close()
    }
  }
}
