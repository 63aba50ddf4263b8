import { readdirSync, readFileSync } from 'node:fs'
import { constants, getPriority } from 'node:os'
import { describe, expect, it } from 'vitest'
import { ownScope } from './kit/index.ts'
import { until } from './kit/until.ts'

/** The nice value of a thread: the 19th field of its stat, the 17th behind its name. */
function niceOf(pid: number, thread: number): number {
  const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'latin1')
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16])
}

describe.runIf(process.platform === 'linux')('threads', () => {
  it('[THREAD1] traffic goes before those who watch it, and both before the hex log', async () => {
    const scope = await ownScope()
    const own = getPriority()
    const control = Math.max(own, constants.priority.PRIORITY_BELOW_NORMAL)
    await until('control to give way', () => niceOf(scope.pid, scope.pid) === control)
    const others = (): Set<number> =>
      new Set(
        readdirSync(`/proc/${scope.pid}/task`)
          .map(Number)
          .filter((thread) => thread !== scope.pid)
          .map((thread) => niceOf(scope.pid, thread)),
      )
    await until('the hex logger to be the last', () => others().has(constants.priority.PRIORITY_LOW))
    expect(others()).toEqual(new Set([own, constants.priority.PRIORITY_LOW]))
    await scope.stop()
  })
})
