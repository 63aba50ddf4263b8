import { parentPort, workerData } from 'node:worker_threads'
import type { ListenerId, SessionId } from '@tcpscope/shared/base'
import type { EngineEvents, ListenerSettings } from '../core/enginePort.ts'
import { Relay } from '../net/relay.ts'
import { Tap } from '../net/tap.ts'
import { engineClock } from './clock.ts'
import { answer, type Call } from '../threads/rpc.ts'
import type { RelayData } from './workerData.ts'

// The relay thread: sockets and nothing else.

const port = parentPort!
const data = workerData as RelayData
const tap = new Tap(data.tap)

/** Failed accepts come in storms: they are told at most ten times a second. */
const ACCEPT_ERRORS_MS = 100
const acceptErrors = new Map<ListenerId, { count: number; message: string }>()
let telling: NodeJS.Timeout | null = null

function tellAcceptErrors(): void {
  telling = null
  const errors: EngineEvents['acceptErrors'] = [...acceptErrors].map(([id, error]) => ({ id, ...error }))
  acceptErrors.clear()
  port.postMessage({ notice: errors })
}

const relay = new Relay({
  tap,
  nowNs: engineClock(data.epoch),
  bufferBytes: data.bufferBytes,
  descriptors: data.descriptors,
  onAcceptError(id, message) {
    acceptErrors.set(id, { count: (acceptErrors.get(id)?.count ?? 0) + 1, message })
    telling ??= setTimeout(tellAcceptErrors, ACCEPT_ERRORS_MS)
  },
})
data.room.on('message', (said: number | SessionId) => {
  if (typeof said === 'number') tap.roomFreed(said)
  else relay.captureFailed(said)
})

const methods = {
  startListener: (settings: ListenerSettings) => relay.startListener(settings),
  stopListener: (id: ListenerId) => relay.stopListener(id),
  updateListener: (settings: ListenerSettings) => relay.updateListener(settings),
  closeConnection: (id: SessionId) => relay.closeConnection(id),
  setControlPort: (controlPort: number | null) => relay.setControlPort(controlPort),
  drain: async () => {
    await relay.drain()
    await tap.flush()
  },
  closeAll: () => relay.closeAll(),
}
port.on('message', (call: Call) => void answer(port, call, methods))
