import { DIRECTIONS } from '@tcpscope/shared/base'
import type { Browser, Page } from 'playwright'
import type { Random } from '../random.ts'
import { pause, sessionOf, type Stage } from '../stage.ts'

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
]
const STAY_MS = 6000

export interface PageCounts {
  visits: number
}

/** A real browser, or in words why there is none. */
export async function launchBrowser(): Promise<Browser | string> {
  // A plain script of the repository, without types.
  const finder: string = new URL('../../../../scripts/chromium.mjs', import.meta.url).href
  const found = (await import(finder)) as { installedChromium(): string | undefined }
  const executablePath = found.installedChromium()
  if (executablePath === undefined) return 'no Chromium was found'
  try {
    const { chromium } = await import('playwright')
    return await chromium.launch({ executablePath, args: ARGS })
  } catch (error) {
    return `Chromium does not start: ${(error as Error).message.split('\n')[0]}`
  }
}

/** Real pages that attach, look at the list and at sessions, and leave, one after the other. */
export async function browse(
  stage: Stage,
  random: Random,
  browser: Browser,
  counts: PageCounts,
): Promise<void> {
  while (!stage.ending.aborted) {
    await pause(stage, random, 3000)
    if (stage.ending.aborted) return
    counts.visits++
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
    try {
      const page = await context.newPage()
      const faults = watch(page)
      await page.goto(stage.scope.url)
      await page.getByRole('grid', { name: /Sessions/ }).waitFor()
      for (let i = random.int(1, 3); i > 0 && !stage.ending.aborted; i--)
        await lookAround(stage, random, page)
      if (faults.length > 0) throw new Error(faults.join('\n'))
    } catch (error) {
      stage.faults.add('a page', error)
    } finally {
      await context.close()
    }
  }
}

/** Errors of a page. That a session it asks for was deleted is none. */
function watch(page: Page): string[] {
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(`uncaught: ${error.stack ?? error.message}`))
  page.on('crash', () => faults.push('it crashed'))
  page.on('console', (message) => {
    if (message.type() !== 'error' || /status of 404/.test(message.text())) return
    faults.push(`console: ${message.text()}`)
  })
  return faults
}

async function lookAround(stage: Stage, random: Random, page: Page): Promise<void> {
  const talk = random.pick(stage.ledger.met())
  if (!talk) return
  talk.lookers++
  try {
    const { id } = await sessionOf(stage, talk)
    await page.goto(`${stage.scope.api.base}/sessions/${id}`)
    const name = random.pick(DIRECTIONS) === 'upstream' ? 'client to target bytes' : 'target to client bytes'
    const pane = page.getByRole('textbox', { name })
    await pane.waitFor()
    await pause(stage, random, STAY_MS)
    await pane.hover()
    for (let i = random.int(0, 10); i > 0; i--) await page.mouse.wheel(0, random.int(-2000, 2000))
  } finally {
    talk.lookers--
  }
  await pause(stage, random, STAY_MS)
}
