import { type AddressInfo, createServer, type Socket } from 'node:net'
import { Checker, HEADER, header, makePattern, SHORT, VERDICT } from './protocol.ts'
import { sendPattern } from './sendPattern.ts'

// What the load talks to, directly or through a proxy: a process of its own. Tells its port to whoever started it,
// and ends with it.

const pattern = makePattern()

function download(socket: Socket, bytes: number, bytesPerMs: number): void {
  sendPattern(socket, pattern, bytes, () => socket.end(), bytesPerMs)
}

function upload(socket: Socket, bytes: number, first: Buffer): void {
  const checker = new Checker(pattern)
  const take = (chunk: Buffer): void => {
    checker.take(chunk, chunk.length)
    if (checker.bytes < bytes) return
    const verdict = Buffer.alloc(VERDICT)
    verdict.writeBigUInt64BE(BigInt(checker.right ? checker.bytes : 0))
    socket.end(verdict)
  }
  socket.on('data', take)
  if (first.length > 0) take(first)
}

function echo(socket: Socket, first: Buffer): void {
  // Load that does not read its echoes is no load of ours: what it sends is bounded by its own waiting.
  socket.on('data', (chunk) => socket.write(chunk))
  if (first.length > 0) socket.write(first)
}

function short(socket: Socket, first: Buffer): void {
  const question = Buffer.concat([header('S'), pattern.subarray(0, SHORT - HEADER)])
  let got = HEADER
  let right = true
  const take = (chunk: Buffer): void => {
    const end = Math.min(SHORT, got + chunk.length)
    right &&= got + chunk.length <= SHORT && question.compare(chunk, 0, chunk.length, got, end) === 0
    got += chunk.length
    if (got < SHORT) return
    if (right) socket.write(pattern.subarray(0, SHORT))
    else socket.destroy()
  }
  socket.on('data', take)
  if (first.length > 0) take(first)
}

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => {})
  let head: Buffer = Buffer.alloc(0)
  const onHead = (bytes: Buffer): void => {
    head = head.length === 0 ? bytes : Buffer.concat([head, bytes])
    if (head.length < HEADER) return
    socket.off('data', onHead)
    const rest = head.subarray(HEADER)
    const size = Number(head.readBigUInt64BE(8))
    switch (String.fromCharCode(head[0]!)) {
      case 'D':
        socket.resume()
        download(socket, size, head.readUInt32BE(4))
        break
      case 'U':
        upload(socket, size, rest)
        break
      case 'E':
        echo(socket, rest)
        break
      case 'S':
        short(socket, rest)
        break
      default:
        socket.destroy()
    }
  }
  socket.on('data', onHead)
})
server.listen({ host: '127.0.0.1', port: 0, backlog: 4096 }, () => {
  process.send!((server.address() as AddressInfo).port)
})
process.on('disconnect', () => process.exit())
