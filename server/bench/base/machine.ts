import { execFileSync } from 'node:child_process'
import { availableParallelism, totalmem } from 'node:os'

/** What a figure depends on, without saying whose machine it is. */
export interface Machine {
  readonly cores: number
  readonly memoryGiB: number
  /** Major version of Node.js, for server and load. */
  readonly node: string
  readonly platform: string
}

export function thisMachine(): Machine {
  return {
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
  }
}

/** In the words of a file name, such as `2core-24gib-node20-linux-x64`: results of one class can be compared. */
export function machineClass({ cores, memoryGiB, node, platform }: Machine): string {
  return `${cores}core-${memoryGiB}gib-node${node.split('.')[0]}-${platform.replace(' ', '-')}`
}

/** The commit that is measured, with a plus when files differ from it; unknown outside a clone. */
export function commit(): string {
  try {
    const changed = git('status', '--porcelain', '--untracked-files=no', '--', 'server/src', 'shared/src')
    return git('rev-parse', '--short', 'HEAD') + (changed === '' ? '' : '+')
  } catch {
    return 'unknown'
  }
}

function git(...args: string[]): string {
  return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
}
