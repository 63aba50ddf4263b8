import type { Request } from 'playwright/test'
import { expect, test } from './fixtures.ts'
import { hexPane, sessionRows } from './page.ts'

test('[STORY2] notes, a star and a comment: made in one tab, seen in the other at once, and kept', async ({
  page,
  server,
  peers,
  faults,
  listen,
}) => {
  // Two pages and a restart: on a busy machine that takes its time.
  test.slow()
  const { target, port } = await listen({ script: (peer) => peer.push('+OK POP Ya! v1.0\r\n') })
  const client = await peers.client(port)
  await client.gets(18)
  await sessionRows(page).click()
  await expect(hexPane(page, 'downstream')).toContainText('+OK POP Ya!')

  const other = await page.context().newPage()
  faults.watch(other)
  await other.goto(page.url())
  await other.getByRole('tab', { name: 'Notes' }).click()
  await expect(other.getByText('No notes')).toBeVisible()
  const notes = other.getByRole('region', { name: 'Notes' }).getByRole('listitem')

  await test.step('a comment on selected bytes of the live session, by keyboard alone', async () => {
    await hexPane(page, 'downstream').focus()
    await page.keyboard.press('Home')
    for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+ArrowRight')
    await page.keyboard.press('b')
    await expect(page.getByRole('dialog', { name: 'New note' }).getByRole('textbox')).toBeFocused()
    await page.keyboard.type('<b>the status</b>')
    await page.keyboard.press('Control+Enter')
    await expect(page.getByRole('dialog')).toBeHidden()
    await expect(hexPane(page, 'downstream')).toBeFocused()
    await expect(page.getByRole('tab', { name: 'Notes (1)' })).toBeVisible()
  })

  await test.step('the other tab has it, goes to its bytes, and shows what it says of them', async () => {
    await expect(notes).toHaveCount(1)
    await expect(notes).toContainText('<b>the status</b>')
    await notes.getByRole('button', { name: '↓ 0x0 to 0x3, 4 bytes', exact: true }).click()
    const pane = hexPane(other, 'downstream')
    await expect(pane).toContainText('+OK POP Ya!')
    // The pointer goes there again while the page still finds its place.
    await expect(async () => {
      const first = pane.locator('.hexrows-line').first()
      await first.hover({ position: { x: 92, y: 5 } })
      await first.hover({ position: { x: 90, y: 5 } })
      await expect(pane).toHaveAttribute('title', '<b>the status</b>', { timeout: 1000 })
    }).toPass()
  })

  await test.step('it is over the lanes at the time of its bytes, and a key there or a click leads to them', async () => {
    const flag = other.getByTestId('note-flag')
    await expect(flag).toHaveCount(1)
    await expect(flag.locator('title')).toHaveText(/^<b>the status<\/b> \(at \+/)
    const selected = other.getByText('0x00000000 – 0x00000003')
    for (const goTo of [
      () => other.getByRole('application', { name: /^Timeline/ }).press('n'),
      () => flag.locator('path').last().click(),
    ]) {
      await hexPane(other, 'downstream').press('Escape')
      await expect(selected).toBeHidden()
      await goTo()
      await expect(selected).toBeVisible()
    }
  })

  await test.step('changed in one tab, deleted and brought back in the other', async () => {
    await other.getByRole('tab', { name: 'Notes' }).click()
    await notes.getByRole('button', { name: /^Change the note/ }).click()
    await other.getByRole('dialog').getByRole('textbox', { name: 'Text' }).fill('the answer')
    await other.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await expect(notes).toContainText('the answer')
    await page.getByRole('tab', { name: 'Notes' }).click()
    const mine = page.getByRole('region', { name: 'Notes' }).getByRole('listitem')
    await expect(mine).toContainText('the answer')
    await mine.getByRole('button', { name: /^Delete the note/ }).click()
    await expect(other.getByText('No notes')).toBeVisible()
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(notes).toContainText('the answer')
  })

  await test.step('a star in the list, while the view is frozen; a comment in the header', async () => {
    await page.getByRole('button', { name: 'Freeze', exact: true }).click()
    await sessionRows(page).getByRole('button', { name: 'Star session 1' }).click()
    const header = page.getByRole('region', { name: 'Session', exact: true })
    await expect(header.getByRole('button', { name: 'Star session 1' })).toHaveAttribute(
      'aria-pressed',
      'true',
    )
    await header.getByRole('button', { name: 'comment' }).click()
    await page.getByRole('dialog').getByRole('textbox', { name: 'Comment' }).fill('the slow one')
    await page.keyboard.press('Control+Enter')
    await expect(header.getByRole('button', { name: 'the slow one' })).toBeVisible()
    await expect(other.getByRole('button', { name: 'the slow one' })).toBeVisible()
    await expect(sessionRows(other).getByRole('button', { name: 'Star session 1' })).toHaveAttribute(
      'aria-pressed',
      'true',
    )
  })

  await test.step('all of it is there after a restart, and none of it when the session is deleted', async () => {
    faults.expect(/ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|WebSocket connection to/)
    client.finish()
    await (await target.next()).getsEnd()
    await server.stop()
    // Both know, and both are back: what one of them complains of comes before that.
    for (const tab of [page, other]) await expect(tab.getByText('The server does not answer')).toBeVisible()
    await server.startAgain()
    for (const tab of [page, other]) await expect(tab.getByText('live', { exact: true })).toBeVisible()
    faults.stopExpecting()
    await other.reload()
    await other.getByRole('tab', { name: 'Notes (1)' }).click()
    await expect(notes).toContainText('the answer')
    await expect(other.getByRole('button', { name: 'the slow one' })).toBeVisible()
    await other.getByRole('button', { name: 'delete', exact: true }).click()
    await other.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await expect(other.getByText('This session was deleted.')).toBeVisible()
  })
  await other.close()
})

const isSave = (request: Request) => request.method() === 'POST'

test('[NOTEE1] a note that is given up while it is saved does not end the form that comes after it', async ({
  page,
  peers,
  faults,
  listen,
}) => {
  const { port } = await listen({ script: (peer) => peer.push('+OK POP Ya! v1.0\r\n') })
  const client = await peers.client(port)
  await client.gets(18)
  await sessionRows(page).click()
  await expect(hexPane(page, 'downstream')).toContainText('+OK POP Ya!')
  let letGo: (() => Promise<void>) | undefined
  await page.route(/\/notes$/, (route) => {
    if (!isSave(route.request()) || letGo) return route.continue()
    letGo = () => route.continue()
    return undefined
  })
  const dialog = page.getByRole('dialog', { name: 'New note' })
  const begin = async () => {
    // A note is told of before the answer to its saving: the dialog before may still be there, and take the keys.
    await expect(dialog).toBeHidden()
    await hexPane(page, 'downstream').focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('Shift+ArrowRight')
    await page.keyboard.press('b')
    await expect(dialog.getByRole('textbox', { name: 'Text' })).toBeFocused()
  }
  await begin()
  await page.keyboard.type('first')
  const asked = page.waitForRequest(isSave)
  await page.keyboard.press('Control+Enter')
  await asked
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()

  await begin()
  await page.keyboard.type('second')
  const answered = page.waitForResponse((response) => isSave(response.request()))
  await letGo!()
  await answered
  // The answer has been taken when the note is told of; the tab stands behind the dialog.
  await expect(page.getByRole('tab', { name: 'Notes (1)', includeHidden: true })).toBeAttached()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('tab', { name: 'Notes (2)' })).toBeVisible()

  await test.step('what is refused is said in the form, until a person changes something', async () => {
    faults.expect(/503/)
    const message = 'The catalog is busy: try again.'
    await page.route(/\/notes$/, (route) =>
      isSave(route.request())
        ? route.fulfill({ status: 503, json: { error: { code: 'catalog_busy', message } } })
        : route.continue(),
    )
    await begin()
    await page.keyboard.type('third')
    await page.keyboard.press('Control+Enter')
    await expect(dialog.getByRole('alert')).toHaveText(message)
    await page.keyboard.type('!')
    await expect(dialog.getByRole('alert')).toHaveCount(0)
  })
})
