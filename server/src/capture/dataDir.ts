import { randomBytes } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { homedir, platform } from 'node:os'
import { join } from 'node:path'

/**
 * The data directory: `catalog.sqlite`, `token`, `lock`, `sessions/<yyyy-mm-dd>/<session id>/`. Folders are 0700 and
 * files 0600: what went over the wire is nobody else's business.
 */
export interface DataDir {
  readonly path: string
  readonly catalog: string
  /** The folder of all sessions. */
  readonly sessions: string
  /** The secret that API clients and browsers show. */
  readonly token: string
  /** Lets another tcpscope use the directory. */
  release(): void
}

/** Somebody else uses the directory, or it cannot be used at all. The message is a sentence for people. */
export class DataDirError extends Error {
  override readonly name = 'DataDirError'
}

/** Where data goes unless told otherwise: the user data folder of the system. */
export function defaultDataDir(env: NodeJS.ProcessEnv = process.env): string {
  if (env['TCPSCOPE_DATA_DIR']) return env['TCPSCOPE_DATA_DIR']
  const home = homedir()
  switch (platform()) {
    case 'win32':
      return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'tcpscope')
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'tcpscope')
    default:
      return join(env['XDG_DATA_HOME'] ?? join(home, '.local', 'share'), 'tcpscope')
  }
}

/**
 * Makes the directory where it is missing and takes it for this process alone.
 * @throws DataDirError when another tcpscope has it, or when it cannot be written
 */
export function openDataDir(path: string): DataDir {
  const sessions = join(path, 'sessions')
  try {
    mkdirSync(sessions, { recursive: true, mode: 0o700 })
    const release = lock(join(path, 'lock'), path)
    return {
      path,
      sessions,
      catalog: join(path, 'catalog.sqlite'),
      token: token(join(path, 'token')),
      release,
    }
  } catch (error) {
    if (error instanceof DataDirError) throw error
    throw new DataDirError(`The data directory ${path} cannot be used: ${(error as Error).message}.`)
  }
}

/** The token of the directory, made at the first start. */
function token(path: string): string {
  try {
    const known = readFileSync(path, 'utf8').trim()
    if (known.length >= 32) return known
    // An unfinished one, of a start that died: nobody has seen it.
    rmSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  const fresh = randomBytes(24).toString('base64url')
  writeNew(path, `${fresh}\n`)
  return fresh
}

/**
 * A lock file with our process id, and when the process began. One whose process is gone, or whose number now belongs to
 * a process that began at another time, was left behind by a crash.
 */
function lock(path: string, directory: string): () => void {
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      writeNew(path, `${process.pid} ${startTime(process.pid)}\n`)
      return () => rmSync(path, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const [pid = '', since = ''] = readFileSync(path, 'utf8').trim().split(' ')
    const holder = Number(pid)
    if (holder > 0 && holder !== process.pid && isRunning(holder) && startTime(holder) === since) {
      throw new DataDirError(
        `Another tcpscope (process ${holder}) uses the data directory ${directory}. Stop it, or give --data-dir. ` +
          `If there is none, delete the file ${path}.`,
      )
    }
    rmSync(path, { force: true })
  }
  throw new DataDirError(`The data directory ${directory} could not be locked.`)
}

/** When a process began, in the system's own count; the same for all where the system does not tell (not Linux). */
function startTime(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The program's name, in parentheses, may hold anything; the time is the 20th word behind it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? 'unknown'
  } catch {
    return 'unknown'
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Fails when the file exists; readable by the owner alone from its first moment. */
function writeNew(path: string, text: string): void {
  const file = openSync(path, 'wx', 0o600)
  try {
    writeSync(file, text)
  } finally {
    closeSync(file)
  }
}
