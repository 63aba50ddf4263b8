import { readdir, rm, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { until } from '../../test/kit/until.ts'
import { findProgram } from '../../test/kit/programs.ts'
import type { House } from '../base/house.ts'
import { freePort, listening } from './ports.ts'
import type { Missing, Proxy } from './proxy.ts'

/** Logs that have not grown for this long are complete, ms. */
const STILL_MS = 150
/** The longest that logs may go on growing, ms. */
const GROWING_MS = 60_000

/** Starts a proxy that writes logs into the folder it runs in, which lies in memory. */
async function folderProxy(
  house: House,
  name: string,
  command: string,
  args: (listen: number) => readonly string[],
  stderrName?: string,
): Promise<Proxy | Missing> {
  if (!command.includes('/') && !findProgram(command)) return { name, why: `${command}: not installed` }
  const port = await freePort()
  const cwd = await house.folder()
  const stderrFile = stderrName === undefined ? {} : { stderrFile: join(cwd, stderrName) }
  const program = house.program(command, args(port), { cwd, ...stderrFile })
  try {
    await listening(name, port, program)
  } catch (error) {
    return { name, why: String(error) }
  }
  return {
    name,
    port,
    pid: program.pid,
    records: true,
    async settled() {
      let size = await sizeOf(cwd)
      let grown = performance.now()
      await until(
        `the logs of ${name} to be complete`,
        async () => {
          const now = await sizeOf(cwd)
          if (now !== size) {
            size = now
            grown = performance.now()
          }
          return performance.now() - grown > STILL_MS
        },
        GROWING_MS,
      )
      return grown
    },
    async tidy() {
      for (const file of await readdir(cwd)) {
        if (file === stderrName) await truncate(join(cwd, file))
        else await rm(join(cwd, file), { recursive: true, force: true })
      }
    },
    stop: program.stop,
  }
}

async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder)
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        (s) => s.size,
        () => 0,
      ),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** A proxy given on the command line: `{listen}` and `{target}` in its command stand for the ports. */
export function alsoProxy(house: House, also: { name: string; command: string }, target: number) {
  const [command = '', ...args] = also.command.split(/\s+/).filter((word) => word !== '')
  const fill = (word: string, listen: number): string =>
    word.replaceAll('{listen}', String(listen)).replaceAll('{target}', String(target))
  return folderProxy(house, also.name, command, (listen) => args.map((word) => fill(word, listen)))
}

/** socat that dumps everything as text: what people use today to see what goes over a connection. */
export function socatDump(house: House, target: number): Promise<Proxy | Missing> {
  const args = (listen: number): string[] => {
    const from = `TCP-LISTEN:${listen},bind=127.0.0.1,fork,reuseaddr,backlog=4096`
    return ['-x', '-v', from, `TCP:127.0.0.1:${target}`]
  }
  return folderProxy(house, 'socat -x -v', 'socat', args, 'socat.log')
}
