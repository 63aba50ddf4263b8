import { readFile } from 'node:fs/promises'
import { type Locator, type Page, expect } from 'playwright/test'
import type { Server } from './fixtures.ts'

/** Makes the first listener as a newcomer does: two fields and Start. */
export async function makeFirstListener(page: Page, target: string, port = ''): Promise<void> {
  await page.getByLabel('Listen port').fill(port)
  await page.getByRole('textbox', { name: 'Target' }).fill(target)
  await page.getByRole('button', { name: 'Start', exact: true }).click()
}

/** The port that the page shows a listener to have bound. */
export async function boundPort(page: Page, name: string): Promise<number> {
  const item = page
    .getByRole('navigation', { name: 'Listeners' })
    .getByRole('button', { name: /listening/ })
    .filter({ hasText: name })
  await expect(item).toContainText(/:\d+ →/)
  const [, port] = /:(\d+) →/.exec(await item.innerText()) ?? []
  return Number(port)
}

/** The rows of a session list. */
export function sessionRows(page: Page): Locator {
  return page.getByRole('grid', { name: /Sessions/ }).locator('[role=row][aria-selected]')
}

/**
 * Waits until so many bytes of all sessions are recorded, both directions together. What has passed a moment ago may not
 * be yet, and a search finds only what is.
 */
export async function recorded(server: Server, bytes: number): Promise<void> {
  await expect
    .poll(async () => {
      const sessions = await server.scope.api.sessions('limit=1000')
      return sessions.reduce(
        (sum, { upstreamBytes, downstreamBytes }) => sum + upstreamBytes + downstreamBytes,
        0,
      )
    })
    .toBe(bytes)
}

export function hexPane(page: Page, direction: 'upstream' | 'downstream'): Locator {
  const name = direction === 'upstream' ? 'client to target bytes' : 'target to client bytes'
  return page.getByRole('textbox', { name })
}

/** The text rows that a hex pane shows, top to bottom. */
export async function hexRows(pane: Locator): Promise<string[]> {
  return pane.locator('.hexrows-line').allTextContents()
}

/** Clicks a download link and gives what the browser saved. */
export async function download(page: Page, link: Locator): Promise<{ name: string; bytes: Buffer }> {
  const [saved] = await Promise.all([page.waitForEvent('download'), link.click()])
  return { name: saved.suggestedFilename(), bytes: await readFile(await saved.path()) }
}

/**
 * `hex.Dump` rows of bytes, as the hex pane shows them: the format's definition.
 * @param from offset of the first byte in its stream
 */
export function dumpRows(bytes: Uint8Array, from = 0): string[] {
  const rows: string[] = []
  for (let at = 0; at < bytes.length; at += 16) {
    const row = [...bytes.subarray(at, at + 16)]
    const cells = Array.from({ length: 16 }, (_, i) => row[i]?.toString(16).padStart(2, '0') ?? '  ')
    const text = row.map((b) => (b >= 0x20 && b < 0x7f ? String.fromCharCode(b) : '.')).join('')
    const offset = (from + at).toString(16).padStart(8, '0')
    rows.push(`${offset}  ${cells.slice(0, 8).join(' ')}  ${cells.slice(8).join(' ')}  |${text}|`)
  }
  return rows
}
