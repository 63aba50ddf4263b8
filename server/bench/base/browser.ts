import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright'
import { installedChromium } from '../../../scripts/chromium.mjs'
import { findProgram } from '../../test/kit/programs.ts'
import { until } from '../../test/kit/until.ts'
import { inOneLine } from './failure.ts'
import type { House } from './house.ts'

const ARGS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking']
const VIEWPORT = { width: 1280, height: 800 }

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
      args: ARGS,
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
  const page = await browser.newPage({ viewport: VIEWPORT })
  await page.goto(url)
  return { page, close }
}

/** A page that somebody looks at for whom nobody inspects it. */
export interface LonePage {
  readonly page: Page
  /** Nobody inspects the page any more; it stays. */
  readonly letAlone: () => Promise<void>
  /** The page again, after it was let alone. */
  readonly comeBack: () => Promise<Page>
  readonly close: () => Promise<void>
}

/**
 * A page of a Chromium that can be let alone. Who inspects a page is sent a copy of every message that it gets, and at
 * 6 MB/s that is a fifth of a processor which no person's browser takes.
 * @throws Error when there is no browser
 */
export async function openLonePage(house: House, url: string): Promise<LonePage> {
  const { chromium } = await import('playwright')
  const command = (await ordinary(house, installedChromium())) ?? chromium.executablePath()
  if (!existsSync(command)) throw new Error('there is no Chromium')
  const profile = await house.folder('disk')
  const size = `--window-size=${VIEWPORT.width},${VIEWPORT.height}`
  const where = [`--user-data-dir=${profile}`, '--remote-debugging-port=0', 'about:blank']
  const { stop: close } = house.program(command, [...ARGS, '--headless=new', size, ...where])
  // It says there which port it took.
  const port = await until('the browser to listen', async () => {
    const text = await readFile(join(profile, 'DevToolsActivePort'), 'utf8').catch(() => '')
    return /^\d+\n/.test(text) && Number.parseInt(text, 10)
  })
  let browser: Browser
  const comeBack = async (): Promise<Page> => {
    browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`)
    return browser.contexts()[0]!.pages()[0]!
  }
  const page = await comeBack()
  await page.goto(url)
  // Of a browser that was connected to, closing is leaving it.
  return { page, letAlone: () => browser.close(), comeBack, close }
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
