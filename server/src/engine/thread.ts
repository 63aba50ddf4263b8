import { type MessagePort, Worker, type WorkerOptions } from 'node:worker_threads'
import type { HexData, RecorderData, RelayData } from './workerData.ts'

/**
 * Room for young objects, MB: enough for the relay's buffers, little for threads that have no hurry. The engine's own
 * choice (48) is filled before it is looked at for the first time: memory that a proxy with ten thousand connections
 * would rather have for them.
 */
const YOUNG_MB = { relayWorker: 24, recorderWorker: 8, hexWorker: 8 } as const

/** Starts one of the engine's threads. */
export function startThread(
  name: keyof typeof YOUNG_MB,
  workerData: RelayData | RecorderData | HexData,
  transferList: MessagePort[],
): Worker {
  const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_MB[name] }
  return startBeside(import.meta.url, name, { workerData, transferList, resourceLimits })
}

/**
 * Starts the worker whose file lies beside a module: `<name>.js` when compiled. Run from source (`npm run dev`), Node.js
 * does not take the TypeScript loader of the main thread along, so the thread loads it first.
 * @param moduleUrl the module's `import.meta.url`
 */
export function startBeside(moduleUrl: string, name: string, options: WorkerOptions): Worker {
  const fromSource = moduleUrl.endsWith('.ts')
  const file = new URL(`./${name}.${fromSource ? 'ts' : 'js'}`, moduleUrl)
  if (!fromSource) return new Worker(file, { name, ...options })
  const boot = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(file.href)}) })`
  return new Worker(boot, { name, ...options, eval: true })
}
