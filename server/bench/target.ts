import { createServer, type Socket } from 'node:net'
import { HEADER, pattern, SHORT } from './protocol.ts'

// The target of the benchmark: a process of its own, ended by whoever started it. Prints its port.

const block = pattern()

function send(socket: Socket, left: number): void {
  while (left > 0) {
    const part = left < block.length ? block.subarray(0, left) : block
    left -= part.length
    if (!socket.write(part)) {
      socket.once('drain', () => send(socket, left))
      return
    }
  }
  socket.end()
}

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => {})
  let head = Buffer.alloc(0)
  const onHead = (bytes: Buffer): void => {
    head = Buffer.concat([head, bytes])
    if (head.length < HEADER) return
    socket.off('data', onHead)
    const rest = head.subarray(HEADER)
    switch (String.fromCharCode(head[0]!)) {
      case 'D':
        send(socket, Number(head.readBigUInt64BE(8)))
        break
      case 'E':
        if (rest.length > 0) socket.write(rest)
        socket.on('data', (more) => socket.write(more))
        break
      default: {
        let got = head.length
        const answer = (): void => {
          if (got === SHORT) socket.write(block.subarray(0, SHORT))
        }
        socket.on('data', (more) => {
          got += more.length
          answer()
        })
        answer()
      }
    }
  }
  socket.on('data', onHead)
})
server.listen({ host: '127.0.0.1', port: 0, backlog: 4096 }, () => {
  const address = server.address()
  if (address && typeof address === 'object') console.log(address.port)
})
