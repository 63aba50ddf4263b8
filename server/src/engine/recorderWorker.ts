import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import type { SessionId } from '@tcpscope/shared/base'
import { Recorder } from '../capture/recorder.ts'
import { BatchCounter, TapReader } from '../core/tapRing.ts'
import { engineClock } from './clock.ts'
import { answerNow, type Call } from './rpc.ts'
import type { RecorderData } from './workerData.ts'

// The recorder thread: files and nothing else. It has no event loop of its own: it works while there is something
// in the tap, then sleeps until the relay or a message wakes it.

const port = parentPort!
const data = workerData as RecorderData
const nowNs = engineClock(data.epoch)
const tap = new TapReader(data.tap)
const recorder = new Recorder({
  tap,
  batches: new BatchCounter(data.tap),
  root: data.root,
  nowNs,
  maxOpenFiles: data.maxOpenFiles,
})
recorder.onRoom = () => data.room.postMessage(0)

/** Watermarks are told at most this often. */
const TELL_MS = 40
/** While traffic is recent we look again by ourselves after this long, so that the relay need not wake us. */
const NAP_MS = 15
const RECENT_MS = 100
/** The longest sleep: what is due by time (a retry) is looked at this often. */
const SLEEP_MS = 250

let open = true
const methods = {
  forgetSession: (id: SessionId) => recorder.forget(id),
  close: () => {
    recorder.close()
    tell()
    open = false
  },
}

function tell(): void {
  const events = recorder.takeEvents()
  if (events) port.postMessage({ notice: events })
  const news = recorder.takeTextNews()
  if (news) data.text.postMessage(news)
}

let lastTraffic = 0
let lastTold = 0
while (open) {
  for (let message = receiveMessageOnPort(port); message; message = receiveMessageOnPort(port)) {
    answerNow(port, message.message as Call, methods)
  }
  const bytes = recorder.turn()
  const now = nowNs() / 1e6
  if (bytes > 0) lastTraffic = now
  if (now - lastTold >= TELL_MS) {
    lastTold = now
    tell()
  }
  if (bytes > 0) continue
  const untilTell = recorder.hasNews ? Math.max(0.1, TELL_MS - (now - lastTold)) : SLEEP_MS
  if (now - lastTraffic < RECENT_MS) tap.wait(Math.min(NAP_MS, untilTell), true)
  else tap.wait(untilTell, false)
}
process.exit(0)
