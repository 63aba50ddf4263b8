#!/usr/bin/env node
import { lookup } from 'node:dns/promises'
import { createRequire } from 'node:module'
// oxlint-disable-next-line no-restricted-imports -- a type of the dashboard's own server; no socket is touched here
import type { AddressInfo } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'
import { fileURLToPath } from 'node:url'
import closeWithGrace from 'close-with-grace'
import { uuidv7 } from 'uuidv7'
import { formatAddress, type ListenerId, type NoteId } from '@tcpscope/shared/base'
import { DataDirError, openDataDir } from './capture/dataDir.ts'
import { SessionStore } from './capture/sessionStore.ts'
import { Stocktaking } from './capture/stocktaking.ts'
import { BEHIND, setThreadPriority } from './capture/threadPriority.ts'
import { Catalog } from './catalog/catalog.ts'
import { CatalogError } from './catalog/database.ts'
import { openBrowser } from './cli/openBrowser.ts'
import { type Options, parseOptions, type WantedListener } from './cli/options.ts'
import { printable, sessionLine } from './cli/report.ts'
import { onStopSignals } from './cli/stopSignals.ts'
import type { StoredSession } from './core/catalogPort.ts'
import type { EngineEvents } from './core/enginePort.ts'
import { Downloads } from './downloads/downloads.ts'
import { Engine } from './engine/engine.ts'
import { limitHeapGrowth, trimHeap } from './heap.ts'
import type { App } from './http/deps.ts'
import { followEngine } from './live/eventFlow.ts'
import { Health } from './live/health.ts'
import { Hub } from './live/hub.ts'
import { ListenerBook } from './live/listenerBook.ts'
import { NoteBook } from './live/noteBook.ts'
import { Refusal } from './live/refusal.ts'
import { Sequence } from './live/sequence.ts'
import { SessionBook } from './live/sessionBook.ts'
import { recordedProgress } from './live/sessionRow.ts'
import { TargetGuard } from './live/targetGuard.ts'
import { systemTimers } from './live/timers.ts'
import { captureFiles, descriptorLimit, mostConnections } from './net/descriptors.ts'
import { Searches } from './search/searches.ts'

// The one place that knows all rooms: it makes them, joins them, and takes them down again.

/** A limit of open files below what these need is worth a line at the start. */
const MANY_CONNECTIONS = 10_000

const { version } = createRequire(import.meta.url)('../package.json') as { version: string }
const WEB_ROOT = fileURLToPath(new URL('../../web/dist', import.meta.url))
/** High watermark of each socket's write buffer, bytes. */
const SOCKET_BUFFER = 64 * 1024
/** What closing everything may take after the grace period, ms. */
const CLOSING_MS = 15_000

const say = (text: string): void => void process.stdout.write(`${printable(text)}\n`)
const complain = (text: string): void => {
  for (const line of text.split('\n')) process.stderr.write(`${printable(line)}\n`)
}

/** Something a person can put right; no stack is shown. */
class StartError extends Error {}

const ownAddresses = (): string[] =>
  Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address))

async function start(options: Options): Promise<void> {
  limitHeapGrowth()
  const dataDir = openDataDir(options.dataDir)
  process.once('exit', () => dataDir.release())
  const bootId = uuidv7()
  let health: Health | undefined
  const onError = (error: unknown): void => complain(`tcpscope: ${String(error)}`)
  // Asked once, and before there are threads: Node.js stops each of them to answer.
  const descriptors = descriptorLimit()
  // Its threads start on other processors while this one goes on.
  const engine = new Engine({
    sessionsRoot: dataDir.sessions,
    tapBytes: options.tapBytes,
    bufferBytes: SOCKET_BUFFER,
    descriptors,
    maxOpenFiles: captureFiles(descriptors),
    onDeath(error) {
      complain(
        `tcpscope: a thread of the engine died, nothing is forwarded any more: ${error.stack ?? error.message}`,
      )
      process.exit(70)
    },
  })
  const catalog = await Catalog.open(dataDir.catalog, { onTrouble: (error) => health?.catalogTrouble(error) })
  const stock = new Stocktaking({
    root: dataDir.sessions,
    catalog,
    bootId,
    now: Date.now,
    onError,
  })
  const recovered = await stock.first()
  await catalog.reconcile(recovered)
  const lagging = await catalog.lagging()

  const capture = new SessionStore(dataDir.sessions)
  const search = new Searches({ root: dataDir.sessions })
  const sequence = new Sequence()
  const timers = systemTimers
  let control: { host: string; port: number } | null = null
  const sessions = new SessionBook({ store: catalog, engine, files: capture, sequence, timers, onError })
  const guard = new TargetGuard({
    lookup: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
    controlAddress: () => control,
    ownAddresses,
    timers,
  })
  const listeners = new ListenerBook({
    engine,
    store: catalog,
    sessions,
    guard,
    sequence,
    newId: () => uuidv7() as ListenerId,
    nowMs: Date.now,
  })
  const notes = new NoteBook({
    store: catalog,
    sessions,
    sequence,
    newId: () => uuidv7() as NoteId,
    nowMs: Date.now,
  })
  health = new Health({
    sessions,
    listeners,
    sequence,
    version,
    bootId,
    startedAtMs: Date.now(),
    dataDir: dataDir.path,
  })
  const hub = new Hub({
    sessions,
    listeners,
    notes,
    health,
    capture,
    sequence,
    timers,
    version,
    bootId,
    onError,
  })
  const printEnded = async ({ closed }: EngineEvents): Promise<void> => {
    for (const { id } of closed) say(sessionLine((await sessions.find(id)).session))
  }
  followEngine(
    {
      onEvents: (receiver) =>
        engine.onEvents((events) => {
          receiver(events)
          if (options.headless) printEnded(events).catch(onError)
        }),
    },
    { sessions, listeners, health },
  )

  let app: App | undefined
  if (!options.headless) {
    // Half of all modules are the dashboard's.
    const { buildApp } = await import('./http/app.ts')
    app = await buildApp({
      sessions,
      listeners,
      notes,
      health,
      hub,
      capture,
      downloads: new Downloads({ capture, root: dataDir.sessions }),
      engine,
      search,
      token: dataDir.token,
      version,
      webRoot: WEB_ROOT,
      controlPort: () => control?.port ?? 0,
      allowedHosts: () => allowedHosts(options.uiHost),
      logger: { level: 'warn', stream: process.stderr },
    })
    try {
      await app.listen({ host: options.uiHost, port: options.uiPort })
    } catch (error) {
      throw new StartError(listenProblem(error as NodeJS.ErrnoException, options))
    }
    const { address, port } = app.server.address() as AddressInfo
    control = { host: address, port }
    await engine.setControlPort(port)
  }

  let restOfStock = Promise.resolve()
  const closer = closeWithGrace(
    { delay: options.graceMs + CLOSING_MS, logger: { error: complain }, skip: ['SIGINT', 'SIGTERM'] },
    async ({ err }) => {
      if (err) complain(`tcpscope: ${err.stack ?? err.message}`)
      await engine.shutdown(err ? 0 : options.graceMs)
      await search.close()
      await app?.close()
      stock.stop()
      await restOfStock
      if (await catalog.flush()) await stock.settle()
      await catalog.close()
    },
  )
  onStopSignals(
    (signal) => {
      const open = sessions.totals().openConnections
      const grace = `open connections: ${open}; they may finish for ${options.graceMs / 1000} s`
      say(open > 0 ? `${signal}: no new connections; ${grace}` : signal)
      closer.close()
    },
    () => process.exit(1),
  )

  await listeners.restore()
  for (const wanted of options.listeners) await startWanted(listeners, wanted)
  // Text that was not written when the last run ended: the hex logger does it when it has time.
  const writeText = (row: StoredSession): void => {
    if (row.session.hexLagBytes > 0) engine.renderHexLog(row.facts, recordedProgress(row)).catch(onError)
  }
  lagging.forEach(writeText)

  say(`tcpscope ${version}`)
  if (recovered.length > 0) say(`  recovered  sessions that the last run left open: ${recovered.length}`)
  say(`  data       ${dataDir.path}`)
  const most = mostConnections(descriptors)
  if (most < MANY_CONNECTIONS)
    say(`  limit      ${most} connections at once: this process may open ${descriptors} files`)
  for (const { name, host, boundPort, targetHost, targetPort, error } of listeners.list().listeners) {
    const to = formatAddress({ host: targetHost, port: targetPort })
    if (boundPort !== null)
      say(`  listening  ${formatAddress({ host, port: boundPort })} -> ${to}  (${name})`)
    else if (error) say(`  failed     ${name} -> ${to}: ${error.message}`)
  }
  if (control) {
    const host = ['0.0.0.0', '::'].includes(options.uiHost) ? '127.0.0.1' : options.uiHost
    const url = `http://${formatAddress({ host, port: control.port })}/?token=${dataDir.token}`
    say(`  dashboard  ${url}`)
    if (options.open) openBrowser(url)
  } else if (listeners.list().listeners.every(({ boundPort }) => boundPort === null)) {
    complain(
      'tcpscope: nothing listens. Give --listen and --target, or make listeners in the dashboard first.',
    )
  }

  restOfStock = stock
    .rest(
      async (found) => {
        const rows = await catalog.adopt(found)
        sessions.adopt(rows)
        rows.forEach(writeText)
      },
      (id) => capture.purge(id),
    )
    .then(trimHeap)
    .catch(onError)

  // Last of all: the browser that was opened, and the engine's threads, are not to go behind.
  setThreadPriority(BEHIND)
}

/** A listener of the command line: the one that is there already, or a new one. */
async function startWanted(listeners: ListenerBook, { listen, target }: WantedListener): Promise<void> {
  const settings = { targetHost: target.host, targetPort: target.port }
  const known = listeners
    .list()
    .listeners.find(
      ({ host, port, targetHost, targetPort }) =>
        host === listen.host &&
        port === listen.port &&
        (port !== 0 || (targetHost === target.host && targetPort === target.port)),
    )
  try {
    if (!known) await listeners.create({ ...listen, ...settings })
    else {
      // A name that nobody chose follows the target.
      const named = known.name !== `${known.targetHost}:${known.targetPort}`
      await listeners.change(
        known.id,
        named ? settings : { ...settings, name: `${target.host}:${target.port}` },
      )
      if (known.boundPort === null) await listeners.start(known.id)
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw new StartError(`Cannot listen on ${formatAddress(listen)}: ${error.message}`)
  }
}

/** Names under which the dashboard may be asked for: what it is bound to, and loopback. */
function allowedHosts(uiHost: string): string[] {
  const loopback = ['127.0.0.1', 'localhost', '::1']
  if (uiHost === '0.0.0.0' || uiHost === '::') return [...loopback, hostname(), ...ownAddresses()]
  return [...loopback, uiHost]
}

function listenProblem(error: NodeJS.ErrnoException, { uiHost, uiPort }: Options): string {
  const where = formatAddress({ host: uiHost, port: uiPort })
  if (error.code === 'EADDRINUSE') {
    return `The dashboard cannot listen on ${where}: the port is in use. Give --ui-port with another one (0: any).`
  }
  return `The dashboard cannot listen on ${where}: ${error.message}.`
}

try {
  await start(parseOptions(process.argv.slice(2), version))
} catch (error) {
  const known = error instanceof StartError || error instanceof DataDirError || error instanceof CatalogError
  complain(`tcpscope: ${known ? error.message : ((error as Error).stack ?? String(error))}`)
  process.exit(1)
}
