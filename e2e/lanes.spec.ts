import type { Page } from 'playwright/test'
import { expect, test } from './fixtures.ts'
import { download, sessionRows } from './page.ts'

test('[LANES1] who is waited for: in the list, on the timeline, in the numbers of an area and in what is saved', async ({
  page,
  peers,
  listen,
}) => {
  const { target, port } = await listen()
  const client = await peers.client(port)
  const peer = await target.next()

  await test.step('the list says who is waited for, once it has lasted', async () => {
    await expect(sessionRows(page)).toContainText(/client silent \d\d:\d\d/)
    await client.send(Buffer.from('hello'))
    await peer.gets(5)
    await expect(sessionRows(page)).toContainText(/target silent \d\d:\d\d/)
  })

  await sessionRows(page).click()
  const timeline = page.getByRole('application', { name: /^Timeline/ })
  await test.step('so do the header of the session and the strip below the lanes, by key', async () => {
    await expect(page.getByRole('region', { name: 'Session', exact: true })).toContainText(
      /target silent \d\d:\d\d/,
    )
    await timeline.focus()
    await timeline.press('End')
    for (let i = 0; i < 6; i++) await timeline.press('ArrowDown')
    await expect(timeline.getByRole('status')).toContainText(/^waits on: /)
    await expect(timeline.getByText('target silent').first()).toBeVisible()
  })

  await test.step('the legend has a name for each of whom one can wait, and gives the focus back', async () => {
    const button = page.getByRole('button', { name: 'legend', exact: true })
    await button.click()
    const legend = page.getByRole('dialog', { name: 'Legend' })
    for (const who of ['client silent', 'target silent', 'client not reading', 'disk', 'tcpscope'])
      await expect(legend.getByText(who, { exact: true })).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(legend).toBeHidden()
    await expect(button).toBeFocused()
    await expect(timeline).toBeVisible()
  })

  const area = page.getByRole('complementary', { name: 'Selected area' })
  await test.step('the numbers of what is in view, and of an area that is drawn', async () => {
    await timeline.press('x')
    await expect(area).toContainText('5 B in 1 frame, 0 B in 0 frames')
    await expect(area).toContainText(/longest wait.*: (client|target) silent/)
    await expect(area).toContainText(/target silent.*%/)
    await timeline.press('Escape')
    await expect(area).toBeHidden()
    await expect(timeline).toBeVisible()
    const box = (await timeline.boundingBox())!
    await page.keyboard.down('Shift')
    await page.mouse.move(box.x + box.width * 0.6, box.y + 40)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.9, box.y + 40, { steps: 4 })
    await page.mouse.up()
    await page.keyboard.up('Shift')
    await expect(area).toContainText(/gaps/)
    await expect(page.getByTestId('area')).toBeVisible()
    await area.getByRole('button', { name: /Clear/ }).click()
    await expect(area).toBeHidden()
  })

  await test.step('the picture is whole by itself: names, colours, no style sheet', async () => {
    const svg = await saved(page, /SVG/)
    expect(svg.name).toMatch(/^timeline-.*-1\.svg$/)
    const text = svg.bytes.toString()
    for (const name of ['client → target copier', 'hex log', 'waits on'])
      expect(text).toContain(`>${name}</text>`)
    expect(text).toMatch(/fill="rgb\(0, 114, 178\)"/)
    expect(text).not.toMatch(/class=|var\(|<style/)
    const png = await saved(page, /PNG/)
    expect(png.bytes.subarray(1, 4).toString()).toBe('PNG')
    const trace = JSON.parse((await saved(page, /trace/)).bytes.toString()) as {
      traceEvents: { ph: string; tid: number }[]
    }
    expect(trace.traceEvents.filter(({ ph, tid }) => ph === 'X' && tid === 1)).toHaveLength(1)
  })
})

/** What an item of the timeline's menu saves. */
async function saved(page: Page, item: RegExp): Promise<{ name: string; bytes: Buffer }> {
  await page.getByRole('button', { name: 'save', exact: true }).click()
  return download(page, page.getByRole('menuitem', { name: item }))
}
