import { type BigIntStats, opendirSync, readdirSync, statSync } from 'node:fs'
import { opendir } from 'node:fs/promises'
import { join } from 'node:path'
import { dayStamp, isId, type SessionId } from '@tcpscope/shared/base'

// Which sessions have a folder: `sessions/<yyyy-mm-dd>/<session id>/`, by names alone. No session folder is opened here.

/** Where folders of deleted sessions lie until their files are gone: beside the days. */
const TRASH = 'deleted'
/** The widest that local time can be away from UTC, ms. */
const ZONE_MS = 14 * 3_600_000

export function trashPath(root: string, id: SessionId): string {
  return join(root, TRASH, id)
}

/** Deleted sessions whose files are not all gone. */
export function trashedIds(root: string): SessionId[] {
  return names(join(root, TRASH)).filter((name) => isId(name)) as SessionId[]
}

/**
 * The day folders, oldest first, each with a stamp that changes whenever a session folder is made in it or taken away.
 * @param root the folder of all sessions
 */
export function dayStamps(root: string): Map<string, string> {
  const days = new Map<string, string>()
  for (const day of names(root).toSorted()) {
    if (!/^\d{4}-\d\d-\d\d$/.test(day)) continue
    const stats: BigIntStats | undefined = statSync(join(root, day), { bigint: true, throwIfNoEntry: false })
    if (stats?.isDirectory()) days.set(day, String(stats.mtimeNs))
  }
  return days
}

/** The first day folder that can hold sessions begun at `epochMs` or later, in whatever time zone. */
export function firstDay(epochMs: number): string {
  return dayStamp(Math.max(0, epochMs - ZONE_MS), 0)
}

/** Names that are read from the system at a time. */
const NAMES_READ = 1000

/**
 * The sessions of a day, in no order, read by blocking calls: for a start, when nobody is served yet. Never all names at
 * once: the memory for a hundred thousand of them would not come back.
 */
export function* idsOfDay(root: string, day: string): Generator<SessionId> {
  const folder = opendirSync(join(root, day), { bufferSize: NAMES_READ })
  try {
    for (let entry = folder.readSync(); entry; entry = folder.readSync()) {
      if (isId(entry.name)) yield entry.name as SessionId
    }
  } finally {
    folder.closeSync()
  }
}

/** The same by asynchronous calls, in pieces of at most `size`. */
export async function* idsOfDayInPieces(
  root: string,
  day: string,
  size: number,
): AsyncGenerator<SessionId[]> {
  let piece: SessionId[] = []
  for await (const { name } of await opendir(join(root, day), { bufferSize: NAMES_READ })) {
    if (isId(name)) piece.push(name as SessionId)
    if (piece.length < size) continue
    yield piece
    piece = []
  }
  if (piece.length > 0) yield piece
}

/** When a session's id was made, ms since 1970. */
export function idTime(id: SessionId): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
}

/** Sorts before all ids that are made at `epochMs` or later, and behind all earlier ones. */
export function idBound(epochMs: number): string {
  const digits = Math.max(0, Math.floor(epochMs)).toString(16).padStart(12, '0')
  return `${digits.slice(0, 8)}-${digits.slice(8)}`
}

function names(path: string): string[] {
  try {
    return readdirSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
