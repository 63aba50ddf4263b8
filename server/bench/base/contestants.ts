import type { Missing, Proxy } from '../proxies/proxy.ts'
import type { Outcome } from '../load/jobs.ts'
import type { Bench } from './bench.ts'

/** Starts proxies; those that cannot be had are noted and left out. */
export async function contestants(
  bench: Bench,
  starts: readonly (() => Proxy | Missing | Promise<Proxy | Missing>)[],
): Promise<Proxy[]> {
  const proxies: Proxy[] = []
  for (const start of starts) {
    const one = await start()
    if ('why' in one) bench.note(`skipped ${one.name}: ${one.why}`)
    else proxies.push(one)
  }
  return proxies
}

/** Stops them all. */
export async function retire(proxies: readonly Proxy[]): Promise<void> {
  for (const proxy of proxies) await proxy.stop()
}

/** The outcome, unless something in it went wrong. @throws Error then */
export function flawless(outcome: Outcome): Outcome {
  if (outcome.bad > 0)
    throw new Error(`${outcome.bad} went wrong, the first: ${outcome.firstError ?? 'unknown'}`)
  return outcome
}

/** For `interleave`: says what failed. */
export function noteFailure(bench: Bench) {
  return ({ name }: { name: string }, { title }: { title: string }, error: unknown): void =>
    bench.fail(`${name}, ${title}`, error)
}
