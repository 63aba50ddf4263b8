import type { ListenerId } from '@tcpscope/shared/base'
import type { StoredListener } from '../core/catalogPort.ts'
import type { ListenerEntry } from './listenerEntry.ts'
import type { TargetGuard } from './targetGuard.ts'

type Guard = Pick<TargetGuard, 'check' | 'leadsTo'>

/**
 * Checks a listener's target. One that is another listener of ours leads on to that one's target: it must not come round
 * to the first one.
 * @param entries all listeners there are, by id
 * @param boundPort the port it has and keeps; null: it will have the one that was asked for
 * @throws Refusal target_is_control_port, target_is_listener
 */
export async function checkTargets(
  guard: Guard,
  entries: ReadonlyMap<ListenerId, ListenerEntry>,
  stored: StoredListener,
  boundPort: number | null,
): Promise<void> {
  const here = { host: stored.host, port: boundPort ?? stored.port }
  const passed = new Set<ListenerId>([stored.id])
  let next: StoredListener | undefined = stored
  while (next) {
    await guard.check({ host: next.targetHost, port: next.targetPort }, here)
    next = await behind(guard, entries, next, passed)
  }
}

/** The listener of ours that is the target of this one, if it is one, and not one that was passed before. */
async function behind(
  guard: Guard,
  entries: ReadonlyMap<ListenerId, ListenerEntry>,
  { targetHost, targetPort }: StoredListener,
  passed: Set<ListenerId>,
): Promise<StoredListener | undefined> {
  const target = { host: targetHost, port: targetPort }
  for (const { stored, boundPort } of entries.values()) {
    if (boundPort === null || passed.has(stored.id)) continue
    if (!(await guard.leadsTo(target, { host: stored.host, port: boundPort }))) continue
    passed.add(stored.id)
    return stored
  }
  return undefined
}
