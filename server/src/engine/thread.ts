import type { MessagePort, Worker } from 'node:worker_threads'
import { startBeside } from '../threads/startBeside.ts'
import type { DumpData, HexData, RecorderData, RelayData } from './workerData.ts'

/**
 * Room for young objects, MB: enough for the relay's buffers, little for threads that have no hurry. The engine's own
 * choice (48) is filled before it is looked at for the first time: memory that a proxy with ten thousand connections
 * would rather have for them.
 */
const YOUNG_MB = { relayWorker: 24, recorderWorker: 8, hexWorker: 8, dumpWorker: 8 } as const

/** Starts one of the engine's threads. */
export function startThread(
  name: keyof typeof YOUNG_MB,
  workerData: RelayData | RecorderData | HexData | DumpData,
  transferList: MessagePort[] = [],
): Worker {
  const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_MB[name] }
  return startBeside(import.meta.url, name, { workerData, transferList, resourceLimits })
}
