import { Command, InvalidArgumentError, Option } from 'commander'
import { type Address, formatAddress, parseAddress } from '@tcpscope/shared/base'
import { defaultDataDir } from '../capture/dataDir.ts'

/** A listener named on the command line. */
export interface WantedListener {
  /** Port 0: a free one. */
  readonly listen: Address
  readonly target: Address
}

export interface Options {
  readonly listeners: readonly WantedListener[]
  /** Capture without a dashboard, and print a line for each connection. */
  readonly headless: boolean
  readonly dataDir: string
  readonly uiHost: string
  /** 0: a free one. */
  readonly uiPort: number
  /** Open the dashboard in the browser. */
  readonly open: boolean
  /** How long open connections may go on after SIGINT or SIGTERM, ms. */
  readonly graceMs: number
  /** Bytes between relay and recorder before sockets are held. */
  readonly tapBytes: number
}

const MIB = 1024 * 1024

function port(text: string): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value > 65_535)
    throw new InvalidArgumentError('A port is a number from 0 to 65535.')
  return value
}

function targetPort(text: string): number {
  const value = port(text)
  if (value === 0) throw new InvalidArgumentError('A target port is a number from 1 to 65535.')
  return value
}

function milliseconds(text: string): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value > 3_600_000) {
    throw new InvalidArgumentError('Give milliseconds from 0 to 3600000.')
  }
  return value
}

function tapMebibytes(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(Math.log2(value)) || value < 1 || value > 1024) {
    throw new InvalidArgumentError('Give a power of two from 1 to 1024 (MiB).')
  }
  return value * MIB
}

function folder(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('Give the name of a folder.')
  return text
}

function listenAddress(text: string, before: Address[] = []): Address[] {
  const address = parseAddress(text)
  if (!address) throw new InvalidArgumentError('Give PORT or HOST:PORT, an IPv6 host in brackets.')
  return [...before, address]
}

function targetAddress(text: string, before: Address[] = []): Address[] {
  const address = text.includes(':') ? parseAddress(text) : undefined
  if (!address || address.port === 0) {
    throw new InvalidArgumentError('Give HOST:PORT, an IPv6 host in brackets.')
  }
  return [...before, address]
}

interface Parsed {
  listen?: Address[]
  target?: Address[]
  host?: string
  port?: number
  listenPort?: number
  headless: boolean
  dataDir?: string
  logDir?: string
  uiHost: string
  uiPort: number
  open: boolean
  grace: number
  tapBuffer: number
}

/**
 * Reads the command line; prints help, the version or what is wrong with it and ends the process then.
 * @param argv without the program's name
 */
export function parseOptions(argv: readonly string[], version: string): Options {
  const command = new Command('tcpscope')
    .description(
      'The network tab for any TCP connection: forwards every byte, records every byte, shows them live.',
    )
    .version(version)
    .option(
      '-l, --listen <[host:]port>',
      'listen here; give --target with it; may be repeated',
      listenAddress,
    )
    .option('-t, --target <host:port>', 'forward to here', targetAddress)
    .addOption(
      new Option('--host <host>', 'target host, as the ancestor had it; with --port and --listen-port'),
    )
    .addOption(new Option('--port <port>', 'target port').argParser(targetPort))
    .addOption(new Option('--listen-port <port>', 'port to listen on').argParser(port))
    .option('--headless', 'no dashboard: print a line for each connection', false)
    .option('--data-dir <folder>', `where everything is kept (default: ${defaultDataDir()})`, folder)
    .option('--log-dir <folder>', 'another name for --data-dir', folder)
    .option('--ui-host <host>', 'address of the dashboard', '127.0.0.1')
    .addOption(
      new Option('--ui-port <port>', 'port of the dashboard; 0: a free one').argParser(port).default(7400),
    )
    .option('--open', 'open the dashboard in the browser', false)
    .addOption(
      new Option('--grace <ms>', 'how long open connections may go on after SIGINT or SIGTERM')
        .argParser(milliseconds)
        .default(10_000),
    )
    .addOption(
      new Option('--tap-buffer <MiB>', 'memory between sockets and files before senders are held')
        .argParser(tapMebibytes)
        .default(32 * MIB, '32'),
    )
    .addHelpText(
      'after',
      `
Examples:
  tcpscope                                        make listeners in the browser
  tcpscope --listen 8080 --target example.test:80
  tcpscope --host example.test --port 110 --listen-port 8110
  tcpscope --headless --listen 6400 --target 127.0.0.1:6379 --log-dir ./logs`,
    )
  command.parse([...argv], { from: 'user' })
  const parsed = command.opts<Parsed>()
  const problem = (text: string): never => command.error(`error: ${text}`)
  const listeners = pair(parsed, problem)
  return {
    listeners,
    headless: parsed.headless,
    dataDir: parsed.dataDir ?? parsed.logDir ?? defaultDataDir(),
    uiHost: parsed.uiHost,
    uiPort: parsed.uiPort,
    open: parsed.open,
    graceMs: parsed.grace,
    tapBytes: parsed.tapBuffer,
  }
}

/** --listen and --target belong together in the order in which they are given. */
function pair(parsed: Parsed, problem: (text: string) => never): WantedListener[] {
  const { listen = [], target = [], host, port: hostPort, listenPort } = parsed
  if (listen.length !== target.length) {
    problem(`every --listen needs its --target: ${listen.length} and ${target.length} were given`)
  }
  const listeners = listen.map((address, i) => ({ listen: address, target: target[i]! }))
  const ancestor = [host, hostPort, listenPort].filter((value) => value !== undefined).length
  const ports = listen.filter((address) => address.port !== 0).map(formatAddress)
  const twice = ports.find((address, i) => ports.indexOf(address) !== i)
  if (twice !== undefined) problem(`--listen ${twice} is given twice`)
  if (ancestor === 0) return listeners
  if (host === undefined || hostPort === undefined || listenPort === undefined) {
    return problem('--host, --port and --listen-port belong together')
  }
  return [...listeners, { listen: { host: '127.0.0.1', port: listenPort }, target: { host, port: hostPort } }]
}
