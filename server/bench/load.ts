import { connect, type Socket } from 'node:net'
import { crc32 } from 'node:zlib'
import { header, pattern, SHORT } from './protocol.ts'

// One piece of load, in a process of its own: `load.ts bulk|ping|short PORT AMOUNT`, where the amount is
// streams x megabytes ("1x256"), connections x seconds ("64x2"), connections at a time x seconds ("64x2"). Bounded in
// count and time; prints its result as a line of JSON.

/**
 * Source addresses in turn: the side that closes first keeps its port for a minute, and with few addresses the system
 * soon spends its time looking for free ones.
 */
let turn = 0
function dial(port: number): Socket {
  const localAddress = `127.0.${1 + (turn++ % 250)}.${2 + (process.pid % 250)}`
  return connect({ host: '127.0.0.1', port, noDelay: true, localAddress })
}

async function bulk(port: number, streams: number, megabytes: number): Promise<unknown> {
  const size = megabytes * 1_000_000
  const began = performance.now()
  const sums = await Promise.all(Array.from({ length: streams }, () => receive(port, size)))
  const seconds = (performance.now() - began) / 1000
  const expected = sumOf(size)
  return { rate: (streams * megabytes) / seconds, bad: sums.filter((sum) => sum !== expected).length }
}

function receive(port: number, size: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = dial(port)
    let sum = 0
    socket.on('connect', () => socket.write(header('D', size)))
    socket.on('data', (bytes) => (sum = crc32(bytes, sum)))
    socket.on('end', () => resolve(sum))
    socket.on('error', reject)
  })
}

function sumOf(size: number): number {
  const block = pattern()
  let sum = 0
  for (let left = size; left > 0; left -= block.length) {
    sum = crc32(block.subarray(0, Math.min(left, block.length)), sum)
  }
  return sum
}

async function ping(port: number, connections: number, seconds: number): Promise<unknown> {
  const message = Buffer.alloc(64, 'x')
  const times: number[] = []
  const until = performance.now() + seconds * 1000
  const one = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket = dial(port)
      let got = 0
      let sent = 0
      const next = (): void => {
        sent = performance.now()
        got = 0
        socket.write(message)
      }
      socket.on('connect', () => {
        socket.write(header('E'))
        next()
      })
      socket.on('data', (bytes) => {
        got += bytes.length
        if (got < message.length) return
        const now = performance.now()
        times.push(now - sent)
        if (now < until) next()
        else socket.end()
      })
      socket.on('close', () => resolve())
      socket.on('error', reject)
    })
  await Promise.all(Array.from({ length: connections }, one))
  times.sort((a, b) => a - b)
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))]!
  return { rate: times.length / seconds, p50: at(0.5), p99: at(0.99), bad: 0 }
}

/** More than this many connections are never made. */
const MOST_SHORT = 40_000

async function short(port: number, atOnce: number, seconds: number): Promise<unknown> {
  const question = Buffer.concat([header('S'), Buffer.alloc(SHORT - header('S').length, 'q')])
  const until = performance.now() + seconds * 1000
  let done = 0
  let bad = 0
  const one = (): Promise<void> =>
    new Promise((resolve) => {
      const socket = dial(port)
      let got = 0
      socket.on('connect', () => socket.write(question))
      socket.on('data', (bytes) => {
        got += bytes.length
        if (got >= SHORT) socket.end()
      })
      socket.on('error', () => {})
      socket.on('close', () => {
        if (got === SHORT) done++
        else bad++
        resolve()
      })
    })
  const lane = async (): Promise<void> => {
    while (performance.now() < until && done + bad < MOST_SHORT) await one()
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  return { rate: done / seconds, bad }
}

const [kind = '', port = '', amount = ''] = process.argv.slice(2)
const [count = 1, size = 1] = amount.split('x').map(Number)
const load = { bulk, ping, short }[kind]
if (!load) throw new Error(`no such load: ${kind}`)
console.log(JSON.stringify(await load(Number(port), count, size)))
