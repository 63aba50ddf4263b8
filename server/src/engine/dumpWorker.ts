import { parentPort, workerData } from 'node:worker_threads'
import type { DumpBatch } from '../capture/dumps.ts'
import { DumpWriter } from '../capture/dumpWriter.ts'
import { LAST, setThreadPriority } from '../capture/threadPriority.ts'
import type { DumpData } from './workerData.ts'

// A thread that writes dumps for the hex logger. Each batch is answered in its turn: whether it is in the file.

const port = parentPort!
setThreadPriority(LAST)
const writer = new DumpWriter((workerData as DumpData).root)
port.on('message', (batch: DumpBatch) => port.postMessage(writer.write(batch)))
