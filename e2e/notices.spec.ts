import { expect, test } from './fixtures.ts'
import { sessionRows } from './page.ts'

test('[NEWS8] failures are one toast that counts, takes no focus, leads to the session, and can be turned off', async ({
  page,
  peers,
  listen,
}) => {
  const { target, port } = await listen()
  // An ordinary session first: the list is known, and nothing is told of it.
  const first = await peers.client(port)
  const firstAtTarget = await target.next()
  first.finish()
  await firstAtTarget.getsEnd()
  firstAtTarget.finish()
  await expect(sessionRows(page)).toContainText('client FIN')
  const list = page.getByRole('grid', { name: /Sessions/ })
  await list.focus()
  const toasts = page.getByRole('status').filter({ hasText: 'failed' })
  const reset = async () => {
    await peers.client(port)
    ;(await target.next()).reset()
  }

  await test.step('one', async () => {
    await reset()
    // The pointer makes it stay: else it may go while one looks at it, or between one reset and the next.
    await toasts.hover()
    await expect(toasts).toHaveCount(1)
    await expect(toasts).toContainText(/Session #2 of .* failed/)
    await expect(list).toBeFocused()
  })

  await test.step('more: the same toast counts them, and leads to the newest', async () => {
    for (let i = 0; i < 3; i++) await reset()
    await expect(toasts).toContainText('4 sessions failed')
    await expect(toasts).toHaveCount(1)
    await expect(toasts).toContainText('#5 of')
    await toasts.getByRole('button', { name: 'Open' }).click()
    await expect(page).toHaveURL(/\/sessions\//)
    await expect(page.getByRole('region', { name: 'Session', exact: true })).toContainText('#5 ')
    await expect(toasts).toHaveCount(0)
  })

  await test.step('the palette lists what was told of: resets are failures there, too', async () => {
    await page.keyboard.press('Control+k')
    await page.keyboard.type('ended badly')
    await expect(page.getByRole('option', { selected: true })).toContainText('List sessions that ended badly')
    await page.keyboard.press('Enter')
    await expect(sessionRows(page)).toHaveCount(4)
    await page.getByRole('combobox', { name: 'Filter sessions' }).fill('')
    await expect(sessionRows(page)).toHaveCount(5)
  })

  await test.step('turned off: nothing is told, and that is remembered', async () => {
    await page.getByRole('button', { name: 'Settings' }).click()
    await page.getByRole('switch', { name: 'Tell of failures' }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Back to the list' }).click()
    await page.reload()
    await expect(sessionRows(page)).toHaveCount(5)
    await reset()
    await expect(sessionRows(page).filter({ hasText: /target RST|refused/ })).toHaveCount(5)
    // A new session is told of: the next notice, so that what is not there is not only late.
    await page.getByRole('button', { name: 'Settings' }).click()
    await page.getByRole('switch', { name: 'Tell of new sessions' }).click()
    await page.keyboard.press('Escape')
    await reset()
    await expect(page.getByRole('status').filter({ hasText: '1 new session' })).toBeVisible()
    await expect(toasts).toHaveCount(0)
  })
})
