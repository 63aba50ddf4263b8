// Small helpers of the scripts in this folder. No dependencies: they run before node_modules exists.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * Runs a program with our own output, and says on stderr what it runs.
 * @param {string} command
 * @param {string[]} args
 * @param {Record<string, string>} [env] added to ours
 * @returns {number} its exit code; 1 when it could not be started or a signal ended it
 */
export function run(command, args, env = {}) {
  console.error(`> ${[command, ...args].join(' ')}`)
  const windowsScript = process.platform === 'win32' && command === 'npm'
  const options = { stdio: 'inherit', env: { ...process.env, ...env }, shell: windowsScript }
  return spawnSync(command, args, options).status ?? 1
}

/**
 * Ends this program with a message.
 * @param {string} text
 * @returns {never}
 */
export function fail(text) {
  console.error(`\n${text}\n`)
  process.exit(1)
}

/**
 * SHA-256 over the names and contents of files and of whole folders; what tools write (dist, node_modules, names
 * that begin with a dot) is left out, and so is what does not exist.
 * @param {string[]} paths
 * @returns {string}
 */
export function contentHash(paths) {
  const hash = createHash('sha256')
  for (const file of paths.flatMap(filesBelow)) {
    hash.update(file).update('\0').update(readFileSync(file)).update('\0')
  }
  return hash.digest('hex')
}

/**
 * @param {string} path
 * @returns {string[]}
 */
function filesBelow(path) {
  if (!existsSync(path)) return []
  if (!statSync(path).isDirectory()) return [path]
  const names = readdirSync(path).filter((n) => n !== 'dist' && n !== 'node_modules' && !n.startsWith('.'))
  return names.toSorted().flatMap((name) => filesBelow(join(path, name)))
}

/**
 * A note that a step was done for this very input.
 * @param {string} file
 */
export function stamp(file) {
  return {
    /** @param {string} value */
    is: (value) => existsSync(file) && readFileSync(file, 'utf8') === value,
    /** @param {string} value */
    write: (value) => {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, value)
    },
  }
}
