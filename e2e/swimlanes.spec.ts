import { expect, test } from './fixtures.ts'
import { hexPane, hexRows, sessionRows } from './page.ts'

test('[SWIM11] all sessions on one clock: hover names one, a range filters the list, a click opens, new ones come', async ({
  page,
  peers,
  listen,
}) => {
  const { target, port } = await listen({
    script: (peer) => void peer.socket.on('data', (bytes) => peer.push(`+${bytes.toString()}`)),
  })
  const talk = async (text: string) => {
    const client = await peers.client(port)
    await client.send(text)
    await client.gets(text.length + 1)
    return { client, peer: await target.next() }
  }
  const first = await talk('one\n')
  first.client.finish()
  await first.peer.getsEnd()
  first.peer.finish()
  const second = await talk('two\n')
  second.client.reset()
  await expect(sessionRows(page).filter({ hasText: 'client FIN' })).toHaveCount(1)
  await expect(sessionRows(page).filter({ hasText: 'client RST' })).toHaveCount(1)

  const lanes = page.getByRole('application', { name: /^Swimlanes/ })
  const region = page.getByRole('region', { name: 'Swimlanes' })
  await test.step('the toggle in the list shows them, and a link does, too', async () => {
    await page.getByRole('button', { name: 'swimlanes' }).click()
    await expect(region).toContainText('2 sessions')
    await expect(page).toHaveURL(/[?&]lanes=1/)
    await page.goto(page.url())
    await expect(region).toContainText('2 sessions')
  })

  await test.step('one more comes while they are looked at', async () => {
    await talk('three\n')
    await expect(region).toContainText('3 sessions')
  })

  await test.step('by keyboard: the newest in words, then the one before, and a range around it', async () => {
    await lanes.focus()
    await lanes.press('ArrowRight')
    await expect(lanes.getByRole('status')).toContainText('#3')
    await expect(lanes.getByRole('status')).toContainText('open')
    await expect(lanes.getByRole('status')).toContainText(/busiest at [\d:.]+: ↑ \d+ B, ↓ \d+ B within/)
    await lanes.press('ArrowLeft')
    await expect(lanes.getByRole('status')).toContainText('closed: client RST')
    for (let i = 0; i < 4; i++) await lanes.press('w')
    await lanes.press('b')
    await expect(page).toHaveURL(/[?&]from=\d+&to=\d+/)
    await expect(page.getByTestId('swim-range')).toBeAttached()
    await expect(sessionRows(page).filter({ hasText: 'client RST' })).toHaveCount(1)
    await lanes.press('Escape')
    await expect(page).not.toHaveURL(/[?&]from=/)
    await expect(sessionRows(page)).toHaveCount(3)
  })

  await test.step('dragging along the time axis chooses a range: lately only the third was alive', async () => {
    await lanes.press('f')
    const box = (await lanes.boundingBox())!
    const y = box.y + box.height - 8
    await page.mouse.move(box.x + box.width * 0.9, y)
    await page.mouse.down()
    // To the end: when the third began, is as long ago as all the steps since have taken.
    await page.mouse.move(box.x + box.width - 2, y, { steps: 3 })
    await page.mouse.up()
    await expect(page).toHaveURL(/[?&]from=\d+&to=\d+/)
    await expect(sessionRows(page)).toHaveCount(1)
    await expect(sessionRows(page)).toContainText('open')
    await page.getByRole('button', { name: 'Sessions of all times' }).click()
    await expect(sessionRows(page)).toHaveCount(3)
  })

  await test.step('Enter opens the session, whose bytes are shown; the lanes stay', async () => {
    await lanes.focus()
    await lanes.press('ArrowRight')
    await lanes.press('ArrowLeft')
    await lanes.press('ArrowLeft')
    await lanes.press('Enter')
    await expect(page).toHaveURL(/\/sessions\/.*[?&]lanes=1/)
    await expect.poll(() => hexRows(hexPane(page, 'upstream'))).toHaveLength(1)
    await expect(hexPane(page, 'upstream')).toContainText('one')
    expect(await region.locator('svg *').count()).toBeLessThan(200)
  })

  await test.step('the wheel scrolls the lanes, and with Ctrl it zooms around the pointer', async () => {
    for (let i = 0; i < 20; i++) await peers.client(port)
    await expect(region).toContainText('23 sessions')
    await region.getByRole('button', { name: 'packed' }).click()
    await lanes.press('f')
    const scroll = region.getByRole('slider', { name: 'Scroll the lanes' })
    await expect(scroll).toHaveValue('0')
    // Near now: there they are all alive, however long ago the first steps were, and stay in the lanes.
    const box = (await lanes.boundingBox())!
    await page.mouse.move(box.x + box.width - 20, box.y + 30)
    await page.mouse.wheel(0, 40)
    await expect(scroll).toHaveValue('40')
    const fit = region.getByRole('button', { name: 'fit' })
    await expect(fit).toHaveAttribute('aria-pressed', 'true')
    await page.keyboard.down('Control')
    await page.mouse.wheel(0, -200)
    await page.keyboard.up('Control')
    await expect(fit).toHaveAttribute('aria-pressed', 'false')
    await expect(scroll).toHaveValue('40')
  })
})
