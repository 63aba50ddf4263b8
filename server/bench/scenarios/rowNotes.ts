/// <reference lib="dom" />

import type { Page } from 'playwright'

// What the list shows while nobody inspects its page.

interface Noting {
  noted: Set<string>
}

/** The page writes down twice a second how many rows its list has; there is none before the first session. */
export function noteRows(page: Page): Promise<void> {
  return page.evaluate(() => {
    const noted = new Set<string>()
    setInterval(() => {
      const rows = document.querySelector('[role=grid][aria-label^=Sessions]')?.getAttribute('aria-rowcount')
      if (rows) noted.add(rows)
    }, 500)
    Object.assign(globalThis, { noted } satisfies Noting)
  })
}

/** What it wrote down: each number once, the newest last. */
export function notedRows(page: Page): Promise<string[]> {
  return page.evaluate(() => [...(globalThis as unknown as Noting).noted])
}
