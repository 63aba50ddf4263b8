import { AxeBuilder } from '@axe-core/playwright'
import { readFile } from 'node:fs/promises'
import type { Locator, Page } from 'playwright/test'
import { expect, test } from './fixtures.ts'
import { boundPort, hexPane, makeFirstListener, sessionRows } from './page.ts'

/** What axe finds against WCAG 2.2 A and AA, in words. */
async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  return found.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html}`))
}

/** The dialogs that are everywhere, and how one gets there. */
const DIALOGS: readonly [name: string, open: (page: Page) => Promise<void>][] = [
  ['Commands', (page) => page.keyboard.press('Control+k')],
  ['Keys', (page) => page.keyboard.press('?')],
  ['Settings', (page) => page.getByRole('button', { name: 'Settings' }).click()],
]

for (const scheme of ['light', 'dark'] as const) {
  test(`[A11Y1] every screen is accessible, ${scheme}`, async ({ page, server, peers }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    const target = await peers.target({ script: (peer) => peer.push('hello from the target\r\n') })
    await page.goto(server.url)
    await expect(page.getByRole('heading', { name: 'Watch a TCP connection' })).toBeVisible()
    expect(await violations(page), 'empty').toEqual([])

    await makeFirstListener(page, `127.0.0.1:${target.port}`)
    const port = await boundPort(page, `127.0.0.1:${target.port}`)
    expect(await violations(page), 'listener without a session').toEqual([])

    await page.getByRole('button', { name: 'New listener' }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    expect(await violations(page), 'new listener').toEqual([])
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)

    const client = await peers.client(port)
    await client.send('hello from the client\r\n')
    await (await target.next()).gets(23)
    await sessionRows(page).click()
    await expect(hexPane(page, 'upstream')).toContainText('hello from the c')
    await expect(hexPane(page, 'downstream')).toContainText('hello from the t')
    expect(await violations(page), 'session').toEqual([])
    await page.getByRole('button', { name: 'legend', exact: true }).click()
    const legend = page.getByRole('dialog', { name: 'Legend' })
    await expect(legend).toBeVisible()
    expect(await violations(page), 'legend').toEqual([])
    await page.keyboard.press('Escape')
    await expect(legend).toBeHidden()
    for (const tab of ['Conversation', 'Facts', 'Notes']) {
      await page.getByRole('tab', { name: tab }).click()
      expect(await violations(page), tab).toEqual([])
    }
    await page.getByRole('button', { name: 'Diagnostics' }).click()
    const diagnostics = page.getByRole('dialog', { name: 'Diagnostics' })
    await expect(diagnostics).toContainText('complete up to now')
    await expect(diagnostics).toContainText(/of 33\.6 MB buffer/)
    expect(await violations(page), 'diagnostics').toEqual([])
    await page.keyboard.press('Escape')
    await expect(diagnostics).toBeHidden()

    for (const [name, open] of DIALOGS) {
      await open(page)
      await expect(page.getByRole('dialog', { name })).toBeVisible()
      expect(await violations(page), name).toEqual([])
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog')).toHaveCount(0)
    }
  })
}

/** Presses Tab until the element has the focus, as who has no mouse does. */
async function tabTo(page: Page, element: Locator): Promise<void> {
  await expect(element).toBeVisible()
  for (let i = 0; i < 60; i++) {
    if (await element.evaluate((node) => node === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error('Tab does not lead there')
}

test('[A11Y2] the whole job by keyboard: make a listener, open a session, read its bytes, take a log home', async ({
  page,
  server,
  peers,
}) => {
  const target = await peers.target({ script: (peer) => peer.push('hello from the target\r\n') })
  await page.goto(server.url)
  await tabTo(page, page.getByRole('textbox', { name: 'Target' }))
  await page.keyboard.type(`127.0.0.1:${target.port}`)
  await page.keyboard.press('Enter')
  const port = await boundPort(page, `127.0.0.1:${target.port}`)
  const clients = [await peers.client(port), await peers.client(port)]
  for (const client of clients) await client.gets(23)
  await expect(sessionRows(page)).toHaveCount(2)

  await tabTo(page, page.getByRole('grid', { name: /Sessions/ }))
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/sessions\//)

  const pane = hexPane(page, 'downstream')
  await expect(pane).toContainText('hello from the t')
  await tabTo(page, pane)
  await page.keyboard.press('Home')
  await page.keyboard.press('Shift+ArrowRight')
  await expect(page.getByText('2 bytes', { exact: false }).first()).toBeVisible()

  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: 'Search or command' })).toBeFocused()
  await page.keyboard.type('download ↓')
  await expect(page.getByRole('option', { selected: true })).toContainText('Download ↓ bytes')
  const [saved] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')])
  expect(await readFile(await saved.path(), 'latin1')).toBe('hello from the target\r\n')

  // The palette gave the focus back: the first Escape takes the selection away, the next one the session.
  await expect(pane).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(/\/sessions\//)
  await page.keyboard.press('Escape')
  await expect(page).not.toHaveURL(/\/sessions\//)
})
