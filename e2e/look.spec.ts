import type { Page } from 'playwright/test'
import { expect, test } from './fixtures.ts'
import { boundPort, hexPane, makeFirstListener, sessionRows } from './page.ts'

const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
]

/**
 * What is wider than its place: boxes that scroll sideways or cut off a control. Text that ends in an ellipsis
 * has a title or is told elsewhere; what only a screen reader sees has no width.
 */
async function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    for (const element of document.querySelectorAll('#root *')) {
      const { overflowX } = getComputedStyle(element)
      const wide = element.scrollWidth - element.clientWidth
      if ((overflowX === 'auto' || overflowX === 'scroll') && wide > 1) {
        found.push(`scrolls ${wide} px sideways: ${element.outerHTML.slice(0, 200)}`)
      }
    }
    for (const control of document.querySelectorAll('#root button, #root a, #root input, #root [role=tab]')) {
      const { left, right, width } = control.getBoundingClientRect()
      if (width > 0 && (left < -1 || right > innerWidth + 1))
        found.push(`out of the window: ${control.outerHTML.slice(0, 200)}`)
    }
    return found
  })
}

for (const viewport of SIZES) {
  test(`[LOOK1] nothing is wider than its place at ${viewport.width}×${viewport.height}`, async ({
    page,
    server,
    peers,
  }) => {
    await page.setViewportSize(viewport)
    const target = await peers.target({ script: (peer) => peer.push('+OK ready\r\n'.repeat(200)) })
    await page.goto(server.url)
    // As a newcomer has it, not as the other tests want it.
    await page.evaluate(() => localStorage.setItem('tcpscope-hex', '{}'))
    await page.reload()
    await expect(page.getByRole('heading', { name: 'Watch a TCP connection' })).toBeVisible()
    expect(await tooWide(page), 'first run').toEqual([])

    await makeFirstListener(page, `127.0.0.1:${target.port}`)
    const port = await boundPort(page, `127.0.0.1:${target.port}`)
    const [listener] = await server.scope.api.listeners()
    await server.scope.api.patchListener(listener!.id, {
      name: 'a name that is longer than its place '.repeat(2),
    })
    const client = await peers.client(port)
    await client.gets(2200)
    client.reset()
    await expect(sessionRows(page)).toContainText('client RST')
    expect(await tooWide(page), 'list').toEqual([])

    await sessionRows(page).click()
    await expect(hexPane(page, 'downstream')).toContainText('+OK read')
    expect(await tooWide(page), 'two panes').toEqual([])
    for (const tab of ['Conversation', 'Facts']) {
      await page.getByRole('tab', { name: tab }).click()
      expect(await tooWide(page), tab).toEqual([])
    }
  })
}
