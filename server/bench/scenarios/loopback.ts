import type { Bench } from '../base/bench.ts'
import { findProgram, run } from '../../test/kit/programs.ts'
import { freePort } from '../proxies/ports.ts'

interface Report {
  readonly end?: { readonly sum_received?: { readonly bits_per_second?: number } }
  readonly error?: string
}

/** Notes what loopback can do with nothing in between and nothing compared: iperf3 for a second. */
export async function noteLoopback({ house, note }: Bench): Promise<void> {
  if (!findProgram('iperf3')) {
    note('skipped iperf3: not installed')
    return
  }
  const port = String(await freePort())
  const server = house.program('iperf3', ['-s', '-1', '-B', '127.0.0.1', '-p', port])
  try {
    // It listens when it can be reached: one that comes too early is told so, and asks again.
    for (let tries = 50; tries > 0; tries--) {
      const { stdout } = await run('iperf3', ['-c', '127.0.0.1', '-p', port, '-t', '1', '-J'])
      const report = JSON.parse(stdout.toString()) as Report
      const bits = report.end?.sum_received?.bits_per_second
      if (bits !== undefined) {
        note(`loopback by iperf3, 1 stream: ${(bits / 8e6).toFixed(0)} MB/s`)
        return
      }
    }
    note('iperf3 did not answer')
  } finally {
    await server.stop()
  }
}
