import { readdirSync, readFileSync } from 'node:fs'
import { cpus, freemem } from 'node:os'

// What Linux tells of processes. Elsewhere nothing is known: numbers are NaN, lists empty.

/** Clock ticks a second in /proc; the same on every Linux that Node.js runs on. */
const TICKS = 100

interface Stat {
  readonly pid: number
  readonly parent: number
  /** CPU seconds, its own and those of children that have ended. */
  readonly cpu: number
}

function stats(): Stat[] {
  let names: string[] = []
  try {
    names = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  } catch {
    // no Linux
  }
  return names.flatMap((name) => {
    try {
      const text = readFileSync(`/proc/${name}/stat`, 'latin1')
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
      const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
      return [{ pid: Number(name), parent: Number(fields[1]), cpu: ticks / TICKS }]
    } catch {
      return [] // it has just ended
    }
  })
}

function descendants(all: readonly Stat[], root: number): Stat[] {
  const found = all.filter(({ pid }) => pid === root)
  for (const one of found) found.push(...all.filter(({ parent }) => parent === one.pid))
  return found
}

const sum = (list: readonly Stat[]): number => list.reduce((total, { cpu }) => total + cpu, 0)

/** CPU seconds of a process and all below it since they began. */
export function treeCpu(pid: number): number {
  return sum(descendants(stats(), pid))
}

export interface ForeignCpu {
  /** Share of all processors that others took since `start`: other programs, and the host (stolen). */
  stop(): number
}

/** Watches what processes that are not ours cost. */
export function watchForeignCpu(): ForeignCpu {
  const before = foreignCpu()
  const began = performance.now()
  return {
    stop() {
      const available = ((performance.now() - began) / 1000) * cpus().length
      return Math.max(0, (foreignCpu() - before) / available)
    },
  }
}

function foreignCpu(): number {
  const all = stats()
  if (all.length === 0) return NaN
  const ours = new Set(descendants(all, process.pid).map(({ pid }) => pid))
  return sum(all.filter(({ pid }) => !ours.has(pid))) + stolen()
}

/** Seconds that the host gave to others. */
function stolen(): number {
  const [line = ''] = readFileSync('/proc/stat', 'latin1').split('\n')
  return Number(line.split(/\s+/)[8] ?? 0) / TICKS
}

/** Resident memory, bytes. */
export interface Memory {
  /** All of it (VmRSS). */
  readonly rss: number
  /** Without files that are mapped (RssAnon + RssShmem). */
  readonly own: number
}

/** Of one process, without its children. */
export function memory(pid: number): Memory {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'latin1')
    const kib = (name: string): number =>
      Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? NaN)
    return { rss: kib('VmRSS') * 1024, own: (kib('RssAnon') + kib('RssShmem')) * 1024 }
  } catch {
    return { rss: NaN, own: NaN }
  }
}

/** Looks at a process's memory until told to stop. */
export function watchMemory(pid: number, everyMs = 250): { readonly stop: () => readonly Memory[] } {
  const seen: Memory[] = [memory(pid)]
  const timer = setInterval(() => seen.push(memory(pid)), everyMs)
  return {
    stop() {
      clearInterval(timer)
      return [...seen, memory(pid)]
    },
  }
}

/** Descriptors that a process of ours may have; Infinity where the system sets no limit. */
export function descriptorLimit(): number {
  try {
    const line = /^Max open files\s+\S+\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))
    return line?.[1] === 'unlimited' ? Infinity : Number(line?.[1] ?? NaN)
  } catch {
    return Infinity
  }
}

/** Memory that could be had without swapping, bytes; elsewhere than on Linux what is free. */
export function availableMemory(): number {
  try {
    const line = /^MemAvailable:\s+(\d+)/m.exec(readFileSync('/proc/meminfo', 'latin1'))
    return Number(line?.[1] ?? 0) * 1024
  } catch {
    return freemem()
  }
}
