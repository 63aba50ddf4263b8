import { dial } from './dial.ts'
import type { Job, Outcome } from './jobs.ts'
import { HEADER, header, SHORT } from './protocol.ts'

/** Connect, 100 bytes each way, close; so many at a time, again and again. */
export function short(
  { port, atOnce, seconds, most }: Extract<Job, { kind: 'short' }>,
  pattern: Buffer,
): Promise<Outcome> {
  const question = Buffer.concat([header('S'), pattern.subarray(0, SHORT - HEADER)])
  const began = performance.now()
  const until = began + seconds * 1000
  let started = 0
  let done = 0
  let bad = 0
  let firstError: string | undefined
  let lanes = atOnce
  return new Promise((resolve) => {
    const one = (): void => {
      if (performance.now() >= until || started >= most) {
        if (--lanes > 0) return
        const outcome = { count: done, seconds: (performance.now() - began) / 1000, bad }
        resolve(firstError === undefined ? outcome : { ...outcome, firstError })
        return
      }
      started++
      let got = 0
      let right = true
      const socket = dial(port, (buffer, length) => {
        right &&=
          got + length <= SHORT &&
          pattern.compare(buffer, 0, length, got, Math.min(SHORT, got + length)) === 0
        got += length
        if (got >= SHORT) socket.end()
        return true
      })
      socket.on('connect', () => socket.write(question))
      socket.on('error', (error) => (firstError ??= String(error)))
      socket.on('close', () => {
        if (right && got === SHORT) done++
        else {
          bad++
          firstError ??= `${got} of ${SHORT} bytes, ${right ? 'right' : 'wrong'}`
        }
        one()
      })
    }
    for (let i = 0; i < atOnce; i++) one()
  })
}
