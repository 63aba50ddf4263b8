// Makes a fresh clone ready: `node scripts/prepare.mjs deps build chromium programs peers`. Each step looks first and
// does nothing when there is nothing to do, so that a second run costs a fraction of a second. npm calls it
// before `start`, `dev`, `test` and `bench`. No dependencies: it must run before node_modules exists.
import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installedChromium, isExecutable } from './chromium.mjs'
import { contentHash, fail, run, stamp } from './run.mjs'

const OLDEST_NODE = [20, 19]
/** What `npm test` drives through the proxy: a program, and the Debian package that brings it. */
const PROGRAMS = [
  ['redis-server', 'redis-server'],
  ['redis-cli', 'redis-tools'],
  ['nginx', 'nginx-light'],
  ['nc', 'netcat-openbsd'],
  ['curl', 'curl'],
  ['psql', 'postgresql'],
]
/** What `npm run bench` measures tcpscope beside, or uses to do so. */
const PEERS = [
  ['nginx', 'nginx-light'],
  ['haproxy', 'haproxy'],
  ['socat', 'socat'],
  ['iperf3', 'iperf3'],
  ['redis-server', 'redis-server'],
  ['redis-benchmark', 'redis-tools'],
  ['strace', 'strace'],
]
/** nginx forwards TCP only with this; Debian has it in a package of its own. */
const STREAM_MODULE = ['/usr/lib/nginx/modules/ngx_stream_module.so', 'libnginx-mod-stream']

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))))

const steps = { deps, build, chromium, programs, peers }

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
  fail(`tcpscope needs Node.js ${OLDEST_NODE.join('.')} or newer; this is ${process.version}.`)
}
for (const name of process.argv.slice(2)) {
  const step = Object.hasOwn(steps, name) ? steps[name] : fail(`There is no step "${name}".`)
  await step()
}

/** node_modules as the lockfile says. Another Node.js version counts as stale: SQLite is a native add-on. */
function deps() {
  const wanted = `${process.versions.modules} ${process.platform} ${process.arch} ${contentHash(['package-lock.json'])}`
  const done = stamp('node_modules/.prepared')
  if (done.is(wanted)) return
  const npm = process.env.npm_execpath
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund']
  if ((npm ? run(process.execPath, [npm, ...args]) : run('npm', args)) !== 0) {
    fail(
      'npm ci failed. If it stopped at better-sqlite3: that needs either its prebuilt file (from GitHub) or\n' +
        'python3, make and a C++ compiler (Debian: apt-get install python3 make g++).',
    )
  }
  done.write(wanted)
}

/** A file of an installed package. */
function tool(path) {
  return join('node_modules', ...path.split('/'))
}

/** Server and page, compiled. */
function build() {
  const configs = ['package-lock.json', 'tsconfig.base.json', 'tsconfig.json', 'vite.config.ts']
  // Of the server only what is built: its tests and benchmarks change without it.
  const server = ['server/src', 'server/package.json', 'server/tsconfig.json']
  const wanted = contentHash([...configs, ...server, 'shared', 'web'])
  const done = stamp('.cache/built')
  if (done.is(wanted) && existsSync('server/dist/main.js') && existsSync('web/dist/index.html')) return
  if (run(process.execPath, [tool('typescript/bin/tsc'), '-b', 'shared', 'server', 'web']) !== 0) {
    fail('The TypeScript build failed.')
  }
  if (run(process.execPath, [tool('vite/bin/vite.js'), 'build', '--logLevel', 'warn']) !== 0) {
    fail('The build of the page failed.')
  }
  done.write(wanted)
}

/** A Chromium for the browser tests. */
async function chromium() {
  if (await haveChromium()) return
  fail('No Chromium for the browser tests. Install one, or set CHROMIUM_PATH to where it is.')
}

/** Sees to a Chromium: an installed one, Debian's package, or Playwright's own download. @returns false: none is to be had */
async function haveChromium() {
  if (installedChromium()) return true
  if (canInstall() && aptInstall(['chromium']) && installedChromium()) return true
  const { chromium: bundled } = await import('playwright')
  if (isExecutable(bundled.executablePath())) return true
  return run(process.execPath, [tool('playwright/cli.js'), 'install', 'chromium']) === 0
}

/** The real programs that the integration tests drive through the proxy. Missing ones are skipped, but loudly. */
function programs() {
  const skipped = installMissing(PROGRAMS)
  if (skipped.length === 0) return
  const bar = '!'.repeat(78)
  console.error(`\n${bar}\nNOT INSTALLED: ${skipped.join(', ')}`)
  console.error(`The integration tests that drive these programs through the proxy are SKIPPED.\n${bar}\n`)
}

/** The programs that the benchmark compares with or uses. A missing one is skipped there, with a line. */
async function peers() {
  const skipped = installMissing(PEERS)
  if (!(await haveChromium())) skipped.push('chromium')
  const [file, debianPackage] = STREAM_MODULE
  if (installed('nginx') && !existsSync(file) && canInstall()) aptInstall([debianPackage])
  if (skipped.length > 0) console.error(`Not installed, skipped in the benchmark: ${skipped.join(', ')}`)
}

/**
 * Installs what this machine has not got, where that can be done.
 * @param {string[][]} wanted programs, each with its Debian package
 * @returns {string[]} those that are still missing
 */
function installMissing(wanted) {
  const missing = () => wanted.filter(([program]) => !installed(program))
  if (missing().length > 0 && canInstall()) aptInstall(missing().map(([, debianPackage]) => debianPackage))
  return missing().map(([program]) => program)
}

function installed(program) {
  // Debian keeps servers in sbin folders, which a user's PATH may leave out.
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
  return folders.some((folder) => folder !== '' && isExecutable(join(folder, program)))
}

function canInstall() {
  return process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
}

/**
 * Refreshes the package lists once if need be. When they cannot all be had, each is tried alone: one that is missing
 * does not keep the others out.
 * @returns {boolean} true when apt installed them all
 */
function aptInstall(packages) {
  // RUNLEVEL=1 keeps the packages from starting their services: the tests start their own.
  const env = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  const args = ['install', '-y', '-q', '--no-install-recommends']
  const install = (wanted) => run('apt-get', [...args, ...wanted], env) === 0
  if (install(packages) || (run('apt-get', ['update', '-q'], env) === 0 && install(packages))) return true
  return packages.length > 1 && packages.filter((one) => !install([one])).length === 0
}
