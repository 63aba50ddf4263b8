import { setFlagsFromString } from 'node:v8'

/** How far a heap may grow beyond what was alive after its last full collection, until the next one, in per cent. */
const GROWTH_PERCENT = 30

/**
 * Keeps the heaps of all threads of this process near to what is alive in them; to be called first of all. By itself the
 * engine lets a heap double or treble before it looks: with ten thousand connections a quarter of what was resident
 * was garbage. The price is more collections, done for the most part beside the thread.
 */
export function limitHeapGrowth(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`)
}

/**
 * Gives back to the system what this thread's heap holds of garbage. Loading the program leaves some 30 MB of it,
 * which the engine would keep for half a minute or, while there is a little traffic, for good. Takes some 50 ms of this
 * thread; the relay's and the recorder's go on.
 */
export async function trimHeap(): Promise<void> {
  // Not at the top: a Node.js that was built without the inspector fails at the import.
  const { Session } = await import('node:inspector/promises')
  const session = new Session()
  session.connect()
  try {
    await session.post('HeapProfiler.collectGarbage')
  } finally {
    session.disconnect()
  }
}
