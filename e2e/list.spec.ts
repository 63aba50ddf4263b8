import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from './fixtures.ts'
import { download, recorded, sessionRows } from './page.ts'

test('[LISTE1] several sessions are selected, taken home as one archive, closed and deleted', async ({
  page,
  peers,
  listen,
}) => {
  const { target, port } = await listen()
  for (const word of ['one', 'two', 'three', 'four']) {
    const client = await peers.client(port)
    await client.send(`${word}\r\n`)
    await (await target.next()).gets(word.length + 2)
  }
  const rows = sessionRows(page)
  await expect(rows).toHaveCount(4)
  const bar = page.getByRole('region', { name: 'Selected sessions' })
  await expect(bar).toBeHidden()
  const confirm = (name: string) =>
    page.getByRole('dialog').getByRole('button', { name, exact: true }).click()

  await test.step('two rows: an archive with a folder for each', async () => {
    await rows.nth(0).click({ modifiers: ['Control'] })
    await rows.nth(1).click({ modifiers: ['Shift'] })
    await expect(bar).toContainText('2 selected')
    expect(await page.evaluate(() => getSelection()?.toString())).toBe('')
    const { violations } = await new AxeBuilder({ page })
      .include('[aria-label="Selected sessions"]')
      .analyze()
    expect(violations.map(({ id, help }) => `${id}: ${help}`)).toEqual([])
    const { name, bytes } = await download(page, bar.getByRole('link', { name: 'Export as zip' }))
    expect(name).toBe('sessions-2.zip')
    const folders = new Set(bytes.toString('latin1').match(/\d{4}-[0-9a-f-]{36}\//g))
    expect([...folders].map((folder) => folder.slice(0, 4)).toSorted()).toEqual(['0003', '0004'])
  })

  await test.step('live ones are not deleted, but closed', async () => {
    await bar.getByRole('button', { name: 'Delete' }).click()
    await confirm('Delete')
    await expect(bar).toContainText('0 deleted, 2 still open: close them first.')
    await rows.nth(0).click({ modifiers: ['Control'] })
    await rows.nth(1).click({ modifiers: ['Control'] })
    await bar.getByRole('button', { name: 'Close', exact: true }).click()
    await expect(page.getByRole('dialog')).toContainText('Close 2 sessions?')
    await confirm('Close them')
    await expect(bar).toContainText('2 closed.')
    await expect(rows.filter({ hasText: 'open' })).toHaveCount(2)
  })

  await test.step('all that the filter lets through, and no other', async () => {
    await page.getByRole('combobox', { name: 'Filter sessions' }).fill('state:closed')
    await expect(rows).toHaveCount(2)
    await page.getByRole('grid', { name: 'Sessions' }).focus()
    await page.keyboard.press('Control+a')
    await expect(bar).toContainText('2 selected')
    await bar.getByRole('button', { name: 'Delete' }).click()
    await confirm('Delete')
    await expect(bar).toContainText('2 deleted.')
    await expect(page.getByText('Nothing matches the filter')).toBeVisible()
    await page.getByRole('combobox', { name: 'Filter sessions' }).fill('')
    await expect(rows).toHaveCount(2)
  })
})

test('[LISTE2] text of the bytes in the filter becomes a search among what the rest lets through', async ({
  page,
  server,
  peers,
  listen,
}) => {
  const { target, port } = await listen()
  for (const text of ['PASS in the one\r\n', 'nothing\r\n', 'pass in the other\r\n']) {
    const client = await peers.client(port)
    await client.send(text)
    await (await target.next()).gets(text.length)
  }
  await recorded(server, 17 + 9 + 19)
  await expect(sessionRows(page)).toHaveCount(3)
  const filter = page.getByRole('combobox', { name: 'Filter sessions' })
  await filter.fill('state:open and text:pass')
  await filter.press('Enter')
  await expect(page.getByText('A list does not read the recordings.')).toBeVisible()
  await page.getByRole('button', { name: 'Search the bytes', exact: true }).click()
  const panel = page.getByRole('search', { name: 'Search all sessions' })
  await expect(panel.getByRole('textbox')).toHaveValue('pass')
  await expect(panel).toContainText('2 matches in 2 sessions')
  await expect(panel).not.toContainText('another filter')
  await expect(filter).toHaveValue('state:open')
  // While the search is open, the filter may ask for bytes, too: only the rest of it goes along.
  await filter.fill('state:open text:nothing')
  await filter.press('Enter')
  await expect(panel).toContainText('text “nothing” is left out')
  await expect(panel.getByRole('textbox')).toHaveAccessibleDescription(/“nothing” is left out/)
  await panel.getByRole('button', { name: 'Search', exact: true }).click()
  await expect(panel).toContainText('2 matches in 2 sessions')
  await filter.fill('state:open')
  await filter.press('Enter')
  await expect(panel).not.toContainText('is left out')
  await panel.getByRole('textbox').press('Escape')
  await expect(sessionRows(page)).toHaveCount(3)
})
