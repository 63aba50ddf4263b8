import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** Anything that a test opens and that must be closed whatever becomes of the test. */
export interface Disposable {
  dispose(): Promise<void> | void
}

/** Takes it over until the running test ends. The last one taken is closed first. */
export function own<T extends Disposable>(thing: T): T {
  onTestFinished(async () => {
    await thing.dispose()
  })
  return thing
}

/** A directory of its own for the running test. */
export async function tempDir(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'tcpscope-test-'))
  own({ dispose: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) })
  return path
}
