import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants, setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'

/** What a process may say of why it failed, bytes. */
const LAST_WORDS = 4096

/**
 * Runs the program whose file lies beside a module (`<name>.js` when compiled) as a process of the lowest priority,
 * which its threads inherit: for work that takes a processor for long. The order is its input as JSON; what it writes to
 * its output is the stream. It ends when nobody reads any more.
 * @param moduleUrl the module's `import.meta.url`
 * @throws Error while being read, when the process fails or cannot be started
 */
export async function* runBeside(
  moduleUrl: string,
  name: string,
  order: unknown,
): AsyncGenerator<Uint8Array> {
  const file = new URL(`./${name}.${moduleUrl.endsWith('.ts') ? 'ts' : 'js'}`, moduleUrl)
  // Run from source, the loader is among the arguments; a debugger is for one process alone.
  const own = process.execArgv.filter((argument) => !argument.startsWith('--inspect'))
  const child = spawn(process.execPath, [...own, fileURLToPath(file)], { stdio: 'pipe' })
  const ended = once(child, 'close')
  // Whoever reads is told below.
  ended.catch(() => {})
  try {
    setPriority(child.pid ?? NaN, constants.priority.PRIORITY_LOW)
  } catch {
    // Not allowed, or not started: the first goes on as it is, the second is told below.
  }
  let words = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (words = (words + text).slice(-LAST_WORDS)))
  // It may end before it has read its order.
  child.stdin.on('error', () => {})
  child.stdin.end(JSON.stringify(order))
  try {
    yield* child.stdout as AsyncIterable<Uint8Array>
    const [code] = (await ended) as [number | null]
    if (code !== 0) throw new Error(`${name} ended with ${code}: ${words.trim()}`)
  } finally {
    child.kill('SIGKILL')
  }
}
