import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from './fixtures.ts'
import { hexPane, hexRows, sessionRows } from './page.ts'

test('[PAL10] the palette leads anywhere by keyboard: a dialog, a session, a byte, and back', async ({
  page,
  peers,
  listen,
}) => {
  const { port } = await listen({ script: (peer) => peer.push('x'.repeat(1000)) })
  for (let i = 0; i < 2; i++) await (await peers.client(port)).gets(1000)
  await expect(sessionRows(page)).toHaveCount(2)
  const field = page.getByRole('combobox', { name: 'Search or command' })
  const openPalette = () => page.keyboard.press('Control+k')

  await test.step('it opens while one types, and Escape gives the field back', async () => {
    const list = page.getByRole('grid', { name: /Sessions/ })
    await list.focus()
    await openPalette()
    await expect(field).toBeFocused()
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
    await page.keyboard.press('Escape')
    await expect(field).toBeHidden()
    await expect(list).toBeFocused()
  })

  await test.step('a command that opens a dialog', async () => {
    // No key is lost, however fast one types: the field has the focus before the next key is dealt with.
    await openPalette()
    await page.keyboard.type('new lis')
    await expect(field).toHaveValue('new lis')
    await expect(page.getByRole('option', { selected: true })).toHaveText('New listener')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('dialog', { name: 'New listener' })).toBeVisible()
    // Not two dialogs over each other.
    await page.keyboard.press('Control+k')
    await expect(field).toBeHidden()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  })

  await test.step('a session by its number', async () => {
    await openPalette()
    await page.keyboard.type('#1')
    await expect(page.getByRole('option', { selected: true })).toContainText('#1 ')
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/\/sessions\//)
    await expect(page.getByRole('region', { name: 'Session', exact: true })).toContainText('#1 ')
  })

  await test.step('a byte by its offset, in the direction that has it', async () => {
    await expect.poll(async () => (await hexRows(hexPane(page, 'downstream'))).length).toBeGreaterThan(1)
    await openPalette()
    await page.keyboard.type('0x10')
    await expect(page.getByRole('option').first()).toContainText('Go to ↓ 0x10')
    await page.keyboard.press('Enter')
    await expect.poll(async () => (await hexRows(hexPane(page, 'downstream')))[0]).toMatch(/^000000[01]0 /)
  })
})
