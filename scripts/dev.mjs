// `npm run dev`: the server restarts when its sources change, the page reloads hot. One Ctrl-C ends both, and
// when one of them dies the other is ended too.
import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))))

console.log(
  "Open the dashboard address below once: it lets your browser in. Then work on the page at vite's address.",
)

const tool = (path) => join('node_modules', ...path.split('/'))
const watched = ['watch', '--conditions=source', 'server/src/main.ts', ...process.argv.slice(2)]
let stopping = false
const children = [
  start('server', [tool('tsx/dist/cli.mjs'), ...watched]),
  start('page', [tool('vite/bin/vite.js'), '--host', '127.0.0.1']),
]

function start(name, args) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] })
  child.on('exit', (code, signal) => {
    if (stopping) return
    console.error(`${name} ended (${signal ?? code})`)
    stop(code ?? 1)
  })
  return child
}

function stop(code) {
  stopping = true
  process.exitCode = code
  for (const child of children) if (child.exitCode === null) child.kill('SIGTERM')
}
// The terminal sends Ctrl-C to the children, too; a signal from elsewhere only reaches us.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(0))
