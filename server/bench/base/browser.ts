import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright'
import { installedChromium } from '../../../scripts/chromium.mjs'
import { findProgram } from '../../test/kit/programs.ts'
import { inOneLine } from './failure.ts'
import type { House } from './house.ts'

/** A page of a headless Chromium; null when there is no browser, and why was said. */
export async function openPage(
  house: House,
  url: string,
  note: (text: string) => void,
): Promise<{ page: Page; close: () => Promise<void> } | null> {
  let browser: Browser
  try {
    const { chromium } = await import('playwright')
    const executablePath = await ordinary(house, installedChromium())
    browser = await chromium.launch({
      ...(executablePath !== undefined && { executablePath }),
      args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
      // We end it ourselves, with everything else.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    })
  } catch (error) {
    note(`skipped the browser: ${inOneLine(error)}`)
    return null
  }
  const close = house.onClose(() => browser.close())
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await page.goto(url)
  return { page, close }
}

/**
 * A program that starts Chromium as one of an ordinary user. Root's puts itself before all others (nice -8), and the
 * traffic would feel that, not the watching.
 */
async function ordinary(house: House, chromium: string | undefined): Promise<string | undefined> {
  const setpriv = findProgram('setpriv')
  if (chromium === undefined || setpriv === undefined || process.getuid?.() !== 0) return chromium
  const path = join(await house.folder('disk'), 'chromium')
  const drop = '--bounding-set=-sys_nice --inh-caps=-sys_nice'
  await writeFile(path, `#!/bin/sh\nexec '${setpriv}' ${drop} -- '${chromium}' "$@"\n`, { mode: 0o700 })
  return path
}

/** Looks at a page again and again; `seen` are the different texts it gave. */
export function watchPage(
  look: () => Promise<string | null>,
  everyMs = 500,
): { stop: () => Promise<ReadonlySet<string>> } {
  const seen = new Set<string>()
  let over = false
  const watching = (async () => {
    while (!over) {
      const text = await look().catch(() => null)
      if (text !== null) seen.add(text)
      await new Promise((resolve) => setTimeout(resolve, everyMs))
    }
  })()
  return {
    async stop() {
      over = true
      await watching
      return seen
    },
  }
}
