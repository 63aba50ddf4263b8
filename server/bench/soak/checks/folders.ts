import { access, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { SessionId } from '@tcpscope/shared/base'

const root = (dataDir: string): string => join(dataDir, 'sessions')

/** All session folders: by their ids, where they are. */
export async function sessionFolders(dataDir: string): Promise<Map<string, string>> {
  const folders = new Map<string, string>()
  for (const day of await readdir(root(dataDir))) {
    for (const id of await readdir(join(root(dataDir), day))) folders.set(id, join(root(dataDir), day, id))
  }
  return folders
}

/** @throws Error when there is none */
export async function sessionFolder(dataDir: string, id: SessionId): Promise<string> {
  for (const day of await readdir(root(dataDir))) {
    const folder = join(root(dataDir), day, id)
    const there = await access(folder).then(
      () => true,
      () => false,
    )
    if (there) return folder
  }
  throw new Error(`session ${id} has no folder`)
}
