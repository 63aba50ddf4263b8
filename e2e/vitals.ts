import type { CDPSession, Page } from 'playwright/test'

interface TraceEvent {
  readonly name: string
  readonly pid: number
  readonly tid: number
  /** µs of processor time; not the clock's. */
  readonly tdur?: number
  readonly args: { readonly name?: string }
}

/** What a page costs the browser, as its developer tools see it. */
export class Vitals {
  readonly #page: Page
  readonly #tools: CDPSession

  private constructor(page: Page, tools: CDPSession) {
    this.#page = page
    this.#tools = tools
  }

  static async of(page: Page): Promise<Vitals> {
    return new Vitals(page, await page.context().newCDPSession(page))
  }

  /** What is in use once the garbage is collected: objects and array buffers, bytes. */
  async heap(): Promise<number> {
    // What the first collection lets go of may hold more.
    for (let i = 0; i < 2; i++) await this.#tools.send('HeapProfiler.collectGarbage')
    const usage = await this.#tools.send('Runtime.getHeapUsage')
    return usage.usedSize + ((usage as { backingStorageSize?: number }).backingStorageSize ?? 0)
  }

  /** Nodes of all documents, those that are only held by scripts as well. */
  async nodes(): Promise<number> {
    await this.#tools.send('HeapProfiler.collectGarbage')
    return (await this.#tools.send('Memory.getDOMCounters')).nodes
  }

  /**
   * Does something, and says how long the longest task of the page's main thread took meanwhile, ms. That is time on the
   * processor, not by the clock: a machine that is busy with other things does not make a task longer.
   */
  async longestTask(work: () => Promise<void>): Promise<number> {
    const browser = this.#page.context().browser()!
    await browser.startTracing(this.#page, { categories: ['disabled-by-default-devtools.timeline'] })
    let trace: Buffer
    try {
      await work()
    } finally {
      trace = await browser.stopTracing()
    }
    const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: readonly TraceEvent[] }
    const main = new Set(
      traceEvents
        .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
        .map(({ pid, tid }) => `${pid} ${tid}`),
    )
    const tasks = traceEvents.filter(({ name, pid, tid }) => name === 'RunTask' && main.has(`${pid} ${tid}`))
    if (tasks.length === 0) throw new Error('the trace has no tasks')
    return tasks.reduce((most, { tdur = 0 }) => Math.max(most, tdur), 0) / 1000
  }
}

/** Elements and texts below (and including) the first element of a selector. */
export function nodesIn(page: Page, selector: string): Promise<number> {
  return page.evaluate((selector) => {
    const root = document.querySelector(selector)
    if (!root) throw new Error(`nothing is ${selector}`)
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT)
    let nodes = 1
    while (walk.nextNode()) nodes++
    return nodes
  }, selector)
}
