import type { Socket } from 'node:net'
import { dial } from './dial.ts'
import type { BulkJob, Outcome } from './jobs.ts'
import { Checker, header, VERDICT } from './protocol.ts'
import { sendPattern } from './sendPattern.ts'

/** A reader that holds itself back looks this often whether it may read on, ms. */
const SIP_MS = 5

interface Stream {
  readonly socket: Socket
  /** Begins, and resolves when the last byte has arrived; rejects with what went wrong. */
  start(): Promise<void>
}

/** Streams of bulk data, every byte compared. All connect first; the clock runs from the first request on. */
export async function bulk(job: BulkJob, pattern: Buffer): Promise<Outcome> {
  const streams = await Promise.all(
    Array.from({ length: job.streams }, () =>
      connected(job.direction === 'down' ? download(job, pattern) : upload(job, pattern)),
    ),
  )
  const began = performance.now()
  const ends = await Promise.allSettled(streams.map((stream) => stream.start()))
  const seconds = (performance.now() - began) / 1000
  const failed = ends.filter((end) => end.status === 'rejected')
  return {
    count: (job.streams - failed.length) * job.bytes,
    seconds,
    bad: failed.length,
    ...(failed[0] && { firstError: String(failed[0].reason) }),
  }
}

function connected(stream: Stream): Promise<Stream> {
  return new Promise((resolve, reject) => {
    stream.socket.once('connect', () => resolve(stream))
    stream.socket.once('error', reject)
  })
}

function download({ port, bytes, sendRate = 0, readRate }: BulkJob, pattern: Buffer): Stream {
  const checker = new Checker(pattern)
  let began = 0
  const mayRead = (): boolean =>
    readRate === undefined || checker.bytes < ((performance.now() - began) / 1000) * readRate
  const sip = (): void => void (mayRead() ? socket.resume() : setTimeout(sip, SIP_MS))
  const socket = dial(port, (buffer, length) => {
    checker.take(buffer, length)
    if (mayRead()) return true
    setTimeout(sip, SIP_MS)
    return false
  })
  const start = (): Promise<void> =>
    new Promise((resolve, reject) => {
      began = performance.now()
      socket.on('error', reject)
      socket.on('end', () => {
        if (checker.right && checker.bytes === bytes) resolve()
        else reject(new Error(`${checker.bytes} bytes, ${checker.right ? 'right' : 'wrong'}`))
      })
      socket.write(header('D', bytes, Math.ceil(sendRate / 1000)))
    })
  return { socket, start }
}

function upload({ port, bytes }: BulkJob, pattern: Buffer): Stream {
  const verdict = Buffer.alloc(VERDICT)
  let got = 0
  const socket = dial(port, (buffer, length) => {
    got += buffer.copy(verdict, got, 0, length)
    return true
  })
  const start = (): Promise<void> =>
    new Promise((resolve, reject) => {
      socket.on('error', reject)
      socket.on('end', () => {
        const right = got === VERDICT ? Number(verdict.readBigUInt64BE()) : 0
        socket.end()
        if (right === bytes) resolve()
        else reject(new Error(`${right} of ${bytes} bytes were right`))
      })
      socket.write(header('U', bytes))
      sendPattern(socket, pattern, bytes)
    })
  return { socket, start }
}
