import { type AddressInfo, connect, createServer } from 'node:net'

// The yardstick: the plainest proxy that Node.js can be, `pipe` both ways, nothing recorded. Tells its port to
// whoever started it, and ends with it.

const target = Number(process.argv[2])
const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
  const upstream = connect({ host: '127.0.0.1', port: target, allowHalfOpen: true, noDelay: true })
  client.on('error', () => upstream.destroy())
  upstream.on('error', () => client.destroy())
  client.pipe(upstream)
  upstream.pipe(client)
})
server.listen({ host: '127.0.0.1', port: 0, backlog: 4096 }, () => {
  process.send!((server.address() as AddressInfo).port)
})
process.on('disconnect', () => process.exit())
