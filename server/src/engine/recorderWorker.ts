import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import type { SessionId } from '@tcpscope/shared/base'
import { Recorder } from '../capture/recorder.ts'
import type { RecorderEvents } from '../capture/recorderNews.ts'
import { BatchCounter, TapReader } from '../core/tapRing.ts'
import { engineClock } from './clock.ts'
import { answerNow, type Call, type Notice } from '../threads/rpc.ts'
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
recorder.onRoom = (position) => data.room.postMessage(position)
recorder.onUnrecorded = (id) => data.room.postMessage(id)

/** Watermarks are told at most this often; of a crowd of sessions not so often. */
const TELL_MS = 40
const CROWD_TELL_MS = 100
/** The hex logger is told at most this often, unless there is a good piece of work for it. */
const TEXT_MS = 200
const TEXT_BYTES = 4 * 1024 * 1024
/**
 * While traffic is recent we look again by ourselves after this long, so that the relay need not wake us. What came
 * while we wrote has to wait as well, unless it is much: it would be a few frames each time, and a write costs the same
 * for one as for many. Not while a target is dialled: until it is recorded that it answered, a crash takes the session.
 */
const NAP_MS = 15
/**
 * The same for a crowd that says much: for each session one write then takes what several small ones would have. Of one
 * where nobody says more than a message and its answer, the batches would only be longer, and keep others waiting.
 */
const CROWD_NAP_MS = 100
/** So many sessions in one batch are a crowd. */
const CROWD = 16
/** So many records of each session, on average, are much. */
const MUCH = 3
const RECENT_MS = 100
/** The longest sleep: what is due by time (a retry) is looked at this often. */
const SLEEP_MS = 250

let open = true
const methods = {
  forgetSession: (id: SessionId) => recorder.forget(id),
  close: () => {
    recorder.close()
    tell()
    tellHexLogger()
    open = false
  },
}

function tell(): void {
  const events = recorder.takeEvents()
  if (events) port.postMessage({ notice: events } satisfies Notice<RecorderEvents>)
}

function tellHexLogger(): void {
  const news = recorder.takeTextNews()
  if (news) data.text.postMessage(news)
}

let lastTraffic = 0
let lastTold = 0
let lastText = 0
while (open) {
  for (let message = receiveMessageOnPort(port); message; message = receiveMessageOnPort(port)) {
    answerNow(port, message.message as Call, methods)
  }
  const bytes = recorder.turn()
  const now = nowNs() / 1e6
  if (bytes > 0) lastTraffic = now
  const crowd = recorder.lastTouched >= CROWD
  const tellMs = crowd ? CROWD_TELL_MS : TELL_MS
  if (now - lastTold >= tellMs) {
    lastTold = now
    tell()
  }
  if (now - lastText >= TEXT_MS || recorder.textBytes >= TEXT_BYTES) {
    lastText = now
    tellHexLogger()
  }
  if (tap.isPiledUp || (bytes > 0 && recorder.dialing > 0)) continue
  const untilTell = recorder.hasNews ? tellMs - (now - lastTold) : SLEEP_MS
  const untilText = recorder.hasTextNews ? TEXT_MS - (now - lastText) : SLEEP_MS
  const untilDue = Math.max(0.1, Math.min(untilTell, untilText))
  const saysMuch = recorder.lastRecords >= recorder.lastTouched * MUCH
  const nap = crowd && saysMuch ? CROWD_NAP_MS : NAP_MS
  if (now - lastTraffic < RECENT_MS) tap.wait(Math.min(nap, untilDue), true)
  else tap.wait(untilDue, false)
}
process.exit(0)
