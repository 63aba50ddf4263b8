import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright/test'
import { expect, test } from './fixtures.ts'
import { dumpRows, hexPane, hexRows, sessionRows } from './page.ts'

/** Every byte value, in frames of their own, and words in three scripts. */
const ASKED = ['ask 1 café €\r\n', 'ask_2 日本\r\n', 'ask 3\r\n'].map((text) => Buffer.from(text))
const ANSWERED = [0, 1, 2].map((round) =>
  Buffer.from(Uint8Array.from({ length: 4_096 }, (_, i) => (i + round) & 0xff)),
)
const UP = Buffer.concat(ASKED)
const DOWN = Buffer.concat(ANSWERED)

test.use({ permissions: ['clipboard-read', 'clipboard-write'] })

async function clipboard(page: Page): Promise<string> {
  return page.evaluate(() => navigator.clipboard.readText())
}

async function copyAs(page: Page, way: string, form: string): Promise<void> {
  await page.getByRole('button', { name: `Copy selected bytes, ${way}` }).click()
  await page.getByRole('menuitem', { name: form, exact: true }).click()
}

async function choose(page: Page, ...labels: string[]): Promise<void> {
  await page.getByRole('button', { name: 'How bytes are shown, client to target' }).click()
  for (const label of labels) await page.getByText(label, { exact: true }).click()
  await page.keyboard.press('Escape')
}

test('[BYTE1] bytes are selected, taken away in every form, linked to, and both directions keep time', async ({
  page,
  peers,
  listen,
}) => {
  const { target, port } = await listen()
  const client = await peers.client(port)
  const peer = await target.next()
  for (const [i, asked] of ASKED.entries()) {
    await client.send(asked)
    await peer.gets(Buffer.concat(ASKED.slice(0, i + 1)).length)
    await peer.send(ANSWERED[i]!)
    await client.gets(Buffer.concat(ANSWERED.slice(0, i + 1)).length)
  }
  await sessionRows(page).first().click()
  const up = hexPane(page, 'upstream')
  const down = hexPane(page, 'downstream')
  await expect.poll(() => hexRows(up)).toEqual(dumpRows(UP))

  await test.step('a word by double click, a frame by key; copied in forms that give back the same bytes', async () => {
    const row = up.locator('.hexrows-line').first()
    const box = (await row.boundingBox())!
    // The text column begins 61 columns into a row of 78: the second letter of the first word.
    await row.dblclick({ position: { x: (box.width * 62.5) / 78, y: 9 } })
    await copyAs(page, 'client to target', 'Text')
    await expect.poll(() => clipboard(page)).toBe('ask')
    // The frame that the word is in, the next one, and back.
    await up.press(']')
    await expect(page).toHaveURL(/bytes=upstream\.0-16/)
    await up.press(']')
    await expect(page).toHaveURL(/bytes=upstream\.17-30/)
    await up.press('[')
    await expect(page).toHaveURL(/bytes=upstream\.0-16/)
    await copyAs(page, 'client to target', 'JavaScript')
    await expect(page.getByText('copied 17 bytes')).toBeVisible()
    const source = await clipboard(page)
    const numbers = [...source.matchAll(/0x([0-9a-f]{2})/g)].map(([, pair]) => Number.parseInt(pair!, 16))
    expect(Buffer.from(numbers).equals(ASKED[0]!)).toBe(true)
    await copyAs(page, 'client to target', 'Base64')
    await expect.poll(() => clipboard(page)).toBe(ASKED[0]!.toString('base64'))
    await up.press('Control+c')
    await expect.poll(() => clipboard(page)).toBe(`${dumpRows(ASKED[0]!).join('\n')}\n`)
  })

  await test.step('part of a direction as a file', async () => {
    await down.focus()
    await down.press('Home')
    await down.press(']')
    await down.press(']')
    // The second frame; the address may name the first one for a moment.
    const [from, to] = [4096, 8191]
    await expect(page).toHaveURL(new RegExp(`bytes=downstream\\.${from}-${to}$`))
    await page.getByRole('button', { name: 'Copy selected bytes, target to client' }).click()
    const item = page.getByRole('menuitem', { name: 'Save as a file' })
    const [saved] = await Promise.all([page.waitForEvent('download'), item.click()])
    const bytes = await readFile(await saved.path())
    expect(saved.suggestedFilename()).toMatch(new RegExp(`-bytes-${from}-${to}\\.bin$`))
    expect(bytes.equals(DOWN.subarray(from, to + 1))).toBe(true)
  })

  await test.step('the inspector marks and selects the bytes of a value', async () => {
    await down.press('i')
    const values = page.getByRole('listbox', { name: 'Values, target to client' })
    await values.getByRole('option', { name: /^u64/ }).click()
    await expect(page).toHaveURL((url) => {
      const [, from, to] = /downstream\.(\d+)-(\d+)/.exec(url.search) ?? []
      return Number(to) - Number(from) === 7
    })
    await down.press('i')
    await expect(values).toBeHidden()
  })

  await test.step('scrolled together, the other direction goes to the same moment', async () => {
    await page.getByRole('button', { name: 'Scroll both directions together, target to client' }).click()
    await down.press('Home')
    await expect.poll(async () => (await hexRows(down))[0]).toBe(dumpRows(DOWN)[0])
    await page.getByLabel('Go to offset, target to client').fill('8300')
    await page.getByLabel('Go to offset, target to client').press('Enter')
    await expect.poll(async () => (await hexRows(down)).some((row) => row.startsWith('00002060'))).toBe(true)
    await expect(up).toContainText('00000000')
    await page.getByRole('button', { name: 'Scroll both directions together, target to client' }).click()
  })

  await test.step('rows of 8, decimal offsets, UTF-8: remembered, and a link shows the bytes that it names', async () => {
    await choose(page, '8', 'UTF-8', 'decimal')
    await expect
      .poll(async () => (await hexRows(up))[1])
      .toBe('       8  66 c3 a9 20 e2 82 ac 0d  |fé     .|')
    const here = new URL(page.url())
    here.search = '?bytes=downstream.9000-9003'
    await page.goto(here.href)
    await expect
      .poll(async () => (await hexRows(down)).some((row) => row.trim().startsWith('9000 ')))
      .toBe(true)
    await expect(page.getByText('9000 – 9003')).toBeVisible()
    here.search = '?tab=conversation&bytes=upstream.17-30'
    await page.goto(here.href)
    await expect(page.getByRole('tab', { name: 'Conversation' })).toHaveAttribute('aria-selected', 'true')
    await expect(page.getByRole('textbox', { name: 'conversation of client and target' })).toContainText(
      'ask_2',
    )
    // Eight a row, as the hex panes: the word `ask_2` begins at column 36 of a row of 45.
    const row = page.locator('.hexrows-line').filter({ hasText: '|ask_2' })
    await row.dblclick({ position: { x: 16 + 37.5 * 7.5, y: 9 } })
    await expect(page).toHaveURL(/bytes=upstream\.17-21/)
    // What is pointed at in the conversation is shown on the timeline, also what comes under the pointer by itself.
    client.reset()
    await expect(sessionRows(page)).toContainText('client RST')
    await row.hover()
    const band = page.getByTestId('pointed-span')
    await expect(band).toBeAttached()
    const drawn = () => band.evaluate((element) => element.outerHTML)
    const before = await drawn()
    await page.mouse.wheel(0, 18 * 100)
    await expect(row).toHaveCount(0)
    await expect.poll(drawn).not.toBe(before)
  })
})
