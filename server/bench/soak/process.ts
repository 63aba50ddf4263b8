import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

// What Linux says of a process, from /proc.

export interface Memory {
  /** Resident, and the part of it that is no file, bytes. */
  readonly rss: number
  readonly anonymous: number
  readonly threads: number
}

export function memoryOf(pid: number): Memory {
  const text = readFileSync(`/proc/${pid}/status`, 'latin1')
  const field = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0)
  return { rss: field('VmRSS') * 1024, anonymous: field('RssAnon') * 1024, threads: field('Threads') }
}

/** Open descriptors by what they are. */
export interface Descriptors {
  readonly total: number
  /** Sockets that accept. */
  readonly listening: number
  /** Connections of the dashboard's port that are open at both ends. */
  readonly dashboard: number
  /** Every other socket: connections of talks, and whatever nobody closed. */
  readonly sockets: number
  /** Files below the folder of all sessions. */
  readonly logs: number
  /** Other files by their path, and pipes, eventfds and so on by their kind. */
  readonly others: Readonly<Record<string, number>>
}

const LISTEN = '0A'
const ESTABLISHED = '01'

interface SocketLine {
  readonly port: number
  readonly state: string
}

/** The TCP sockets of the process's network by inode. A socket that is closed but for its descriptor is not there. */
function socketTable(pid: number): Map<string, SocketLine> {
  const table = new Map<string, SocketLine>()
  for (const file of ['tcp', 'tcp6']) {
    for (const line of readFileSync(`/proc/${pid}/net/${file}`, 'latin1').split('\n').slice(1)) {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/)
      if (local === undefined || state === undefined || inode === undefined) continue
      table.set(inode, { port: Number.parseInt(local.slice(local.indexOf(':') + 1), 16), state })
    }
  }
  return table
}

/** @param uiPort the dashboard's */
export function descriptorsOf(pid: number, uiPort: number): Descriptors {
  const counts = { total: 0, listening: 0, dashboard: 0, sockets: 0, logs: 0 }
  const others: Record<string, number> = {}
  const links: string[] = []
  for (const fd of readdirSync(`/proc/${pid}/fd`)) {
    try {
      links.push(readlinkSync(`/proc/${pid}/fd/${fd}`))
    } catch {
      // closed since the list was read
    }
  }
  const table = socketTable(pid)
  for (const link of links) {
    counts.total++
    const inode = /^socket:\[(\d+)\]$/.exec(link)?.[1]
    if (inode !== undefined) {
      const { state, port } = table.get(inode) ?? { state: 'closed', port: 0 }
      if (state === LISTEN) counts.listening++
      else if (port === uiPort && state === ESTABLISHED) counts.dashboard++
      else counts.sockets++
    } else if (link.includes('/sessions/')) counts.logs++
    else {
      const kind = link.replace(/:\[\d+\]$/, '')
      others[kind] = (others[kind] ?? 0) + 1
    }
  }
  return { ...counts, others }
}

/** What the event loop of a thread has open (libuv's). */
const LOOP: Readonly<Record<string, number>> = {
  'anon_inode:[eventpoll]': 1,
  'anon_inode:[eventfd]': 1,
  pipe: 2,
}
/** Threads that tcpscope starts when there is work for them and keeps: those that help the hex logger. */
const LATE_THREADS = 3

/** What there is more of than before, in words; undefined: nothing but the loops of threads that started late. */
export function grown(before: Descriptors, now: Descriptors): string | undefined {
  const loops = (of: Descriptors): number => of.others['anon_inode:[eventpoll]'] ?? 0
  const late = Math.min(LATE_THREADS, Math.max(0, loops(now) - loops(before)))
  const more: string[] = []
  for (const kind of ['listening', 'sockets', 'logs'] as const) {
    if (now[kind] > before[kind]) more.push(`${now[kind]} ${kind}, not ${before[kind]}`)
  }
  for (const [kind, count] of Object.entries(now.others)) {
    const was = (before.others[kind] ?? 0) + late * (LOOP[kind] ?? 0)
    if (count > was) more.push(`${count} ${kind}, not ${was}`)
  }
  return more.length === 0 ? undefined : more.join('; ')
}
