import type { Page } from 'playwright'
import type { Direction } from '@tcpscope/shared/base'
import type { Bench } from '../base/bench.ts'
import { openPage } from '../base/browser.ts'
import type { Scope } from '../../test/kit/scope.ts'

/** A page that is logged in. @throws Error when there is no browser */
export async function pageOf(
  { house, note }: Bench,
  scope: Scope,
): Promise<{ page: Page; close(): Promise<void> }> {
  const opened = await openPage(house, scope.url, note)
  if (!opened) throw new Error('there is no browser to measure')
  // What tsx makes of a function calls this helper of its own, also where the function is sent to the page.
  await opened.page.addInitScript('globalThis.__name ??= (value) => value')
  await opened.page.reload()
  return opened
}

/** The rows of a hex pane. */
export function paneOf(page: Page, direction: Direction) {
  return page.getByRole('textbox', {
    name: direction === 'upstream' ? 'client to target bytes' : 'target to client bytes',
  })
}

/** JavaScript heap and array buffers after a collection, bytes. */
export async function heapOf(page: Page): Promise<number> {
  const tools = await page.context().newCDPSession(page)
  for (let i = 0; i < 2; i++) await tools.send('HeapProfiler.collectGarbage')
  const usage = await tools.send('Runtime.getHeapUsage')
  await tools.detach()
  return usage.usedSize + ((usage as { backingStorageSize?: number }).backingStorageSize ?? 0)
}
