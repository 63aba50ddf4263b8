import { type MessagePort, Worker } from 'node:worker_threads'
import type { HexData, RecorderData, RelayData } from './workerData.ts'

/**
 * Starts the worker whose file lies beside this one: `<name>.js` when compiled. Run from source (`npm run dev`), Node.js
 * does not take the TypeScript loader of the main thread along, so the thread loads it first.
 */
export function startThread(
  name: 'relayWorker' | 'recorderWorker' | 'hexWorker',
  workerData: RelayData | RecorderData | HexData,
  transferList: MessagePort[],
): Worker {
  const fromSource = import.meta.url.endsWith('.ts')
  const file = new URL(`./${name}.${fromSource ? 'ts' : 'js'}`, import.meta.url)
  if (!fromSource) return new Worker(file, { name, workerData, transferList })
  const boot = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(file.href)}) })`
  return new Worker(boot, { name, workerData, transferList, eval: true })
}
