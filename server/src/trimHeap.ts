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
