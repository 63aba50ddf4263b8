import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DIRECTIONS } from '@tcpscope/shared/base'
import type { Session } from '@tcpscope/shared/api'
import { decodeIndexHeader, indexHeaderSize, logNames, RECORD_SIZE } from '@tcpscope/shared/capture'
import type { Rest } from '../../../test/kit/rest.ts'
import { sessionFolders } from './folders.ts'
import { allSessions } from './sessions.ts'

/**
 * Whether the sessions that the API lists are those in the data directory, each with files as large as it says and
 * no others.
 * @returns what is wrong, in words
 */
export async function checkCatalog(
  api: Rest,
  dataDir: string,
): Promise<{ sessions: number; wrong: string[] }> {
  const sessions = await allSessions(api)
  const folders = await sessionFolders(dataDir)
  const wrong: string[] = []
  for (const session of sessions) {
    const folder = folders.get(session.id)
    folders.delete(session.id)
    if (folder === undefined) wrong.push(`session ${session.id} has no folder`)
    else wrong.push(...(await checkFolder(session, folder)).map((words) => `session ${session.id}: ${words}`))
  }
  for (const folder of folders.values()) wrong.push(`${folder} belongs to no session`)
  const { total } = await api.sessionPage('limit=1')
  if (total !== sessions.length) wrong.push(`${total} sessions in all, ${sessions.length} listed`)
  return { sessions: sessions.length, wrong }
}

async function checkFolder(session: Session, folder: string): Promise<string[]> {
  const wrong: string[] = []
  const index = await readFile(join(folder, 'frames.idx'))
  const names = logNames(decodeIndexHeader(index))
  const records = (index.length - indexHeaderSize(index)) / RECORD_SIZE
  if (records !== session.records) wrong.push(`${records} records in the file, ${session.records} listed`)
  const there = new Set(await readdir(folder))
  there.delete(names.index)
  if (session.hexLog === 'live' && !there.delete(names.hex)) wrong.push('there is no hex log')
  for (const direction of DIRECTIONS) {
    const size = there.delete(names[direction]) ? (await stat(join(folder, names[direction]))).size : 0
    const listed = direction === 'upstream' ? session.upstreamBytes : session.downstreamBytes
    if (size !== listed) wrong.push(`${direction}: ${size} bytes in the file, ${listed} listed`)
  }
  if (there.size > 0) wrong.push(`files that nobody speaks of: ${[...there].join(', ')}`)
  return wrong
}
