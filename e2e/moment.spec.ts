import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright/test'
import { expect, test } from './fixtures.ts'
import { dumpRows, hexPane, hexRows, sessionRows } from './page.ts'

const rows = (text: string) => dumpRows(Buffer.from(text))
const slider = (page: Page) => page.getByRole('slider', { name: 'Moment that is shown' })

test('[MOMENT6] the scrubber goes back frame by frame in every pane, by link too, while the proxy goes on', async ({
  page,
  server,
  peers,
  listen,
}) => {
  const { port } = await listen({
    script: (peer) => void peer.socket.on('data', (bytes) => peer.push(`+${bytes.toString()}`)),
  })
  const client = await peers.client(port)
  const say = async (text: string) => {
    const before = client.receivedBytes
    await client.send(text)
    await expect.poll(() => client.receivedBytes).toBe(before + text.length + 1)
  }
  // Two more in the list: one was there all the time, one comes behind the moment that will be shown.
  const beside = await peers.client(port)
  for (const line of ['one\n', 'two\n']) await say(line)
  const said = Date.now()
  await expect.poll(() => Date.now()).toBeGreaterThan(said + 1)
  await say('three\n')
  await beside.send('much')
  const later = await peers.client(port)
  await expect(sessionRows(page)).toHaveCount(3)
  await expect(sessionRows(page).nth(1)).toContainText('4 B')
  await sessionRows(page).last().click()
  const up = hexPane(page, 'upstream')
  const down = hexPane(page, 'downstream')
  let past = ''
  await expect.poll(() => hexRows(down)).toEqual(rows('+one\n+two\n+three\n'))

  await test.step('three frames back: the last answer, the last question, and the answer before are gone', async () => {
    await page.getByRole('button', { name: 'as of…' }).click()
    await expect(slider(page)).toBeFocused()
    await expect(page.getByRole('button', { name: /^Past,/ })).toBeVisible()
    // The moment begins at the newest: the first step is to the last frame itself.
    for (let i = 0; i < 3; i++) {
      const before = await slider(page).getAttribute('aria-valuenow')
      await slider(page).press('[')
      await expect(slider(page)).not.toHaveAttribute('aria-valuenow', before!)
    }
    await expect.poll(() => hexRows(up)).toEqual(rows('one\ntwo\n'))
    await expect.poll(() => hexRows(down)).toEqual(rows('+one\n+two\n'))
  })

  await test.step('the list is as of then, too: exact of what is open, a bound of what is not, nothing of what came', async () => {
    const [newest, second, first] = await sessionRows(page).all()
    await expect(first!).toContainText('8 B')
    await expect(first!).toContainText('10 B')
    await expect(second!).toContainText('open')
    await expect(second!).toContainText('≤4 B')
    await expect(newest!).toContainText('began later')
    await expect(page.getByText(/^as of \d\d:\d\d:\d\d\.\d{3}$/)).toBeVisible()
  })

  const { violations } = await new AxeBuilder({ page }).include('section[aria-label=timeline]').analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`)).toEqual([])

  await test.step('what goes on meanwhile is not shown, and not held up', async () => {
    await say('four\n')
    await expect.poll(() => hexRows(up)).toEqual(rows('one\ntwo\n'))
    await page.getByRole('tab', { name: 'Conversation' }).click()
    const conversation = page.getByRole('textbox', { name: 'conversation of client and target' })
    await expect(conversation).toContainText('|+two.|')
    await expect(conversation).not.toContainText('three')
    await page.getByRole('tab', { name: 'Facts' }).click()
    await expect(page.getByRole('region', { name: 'Facts' })).toContainText('8 bytes (8 B)')
    await page.getByRole('tab', { name: 'Two panes' }).click()
  })

  await test.step('a link carries the moment', async () => {
    await expect(page).toHaveURL(/[?&]t=\d+/)
    // The tab is in the link, too, a moment after it was chosen.
    await expect(page).not.toHaveURL(/[?&]tab=/)
    past = new URL(page.url()).searchParams.get('t')!
    await page.goto(page.url())
    await expect.poll(() => hexRows(up)).toEqual(rows('one\ntwo\n'))
    await expect(page.getByRole('button', { name: /^Past,/ })).toBeVisible()
  })

  await test.step('Escape is the present again', async () => {
    await page.keyboard.press('Escape')
    await expect.poll(() => hexRows(up)).toEqual(rows('one\ntwo\nthree\nfour\n'))
    await expect(page).not.toHaveURL(/[?&]t=/)
    await expect(page.getByRole('button', { name: 'Freeze' })).toBeVisible()
    await expect(sessionRows(page).first()).toContainText('open')
    await expect(sessionRows(page).nth(1)).not.toContainText('≤')
  })

  await test.step('pressing on the time axis goes there: before the first byte there is none', async () => {
    // A pixel of the whole session may be longer than it took until the first byte.
    const timeline = page.getByRole('application', { name: /^Timeline/ })
    await timeline.focus()
    for (let i = 0; i < 20; i++) await timeline.press('w')
    await timeline.press('Home')
    const box = (await slider(page).boundingBox())!
    await page.mouse.click(box.x + 1, box.y + box.height / 2)
    await expect(up).toContainText('No byte from the client yet.')
    await page.getByRole('button', { name: 'live again' }).click()
    await expect.poll(() => hexRows(up)).toEqual(rows('one\ntwo\nthree\nfour\n'))
  })

  for (const peer of [beside, later]) peer.reset()
  await expect(sessionRows(page).filter({ hasText: 'client RST' })).toHaveCount(2)
  await test.step('all that an address can say is shown, named in the title, and survives a reload', async () => {
    const { id, listenerId, startedAtMs } = (await server.scope.api.sessions()).at(-1)!
    const said = {
      listener: listenerId,
      filter: 'state:open',
      from: String(Math.floor(startedAtMs)),
      to: String(Math.ceil(startedAtMs) + 60_000),
      sort: 'up',
      order: 'desc',
      lanes: '1',
      tab: 'conversation',
      bytes: 'upstream.0-3',
      t: past,
    }
    const here = new URL(`/sessions/${id}?${new URLSearchParams(said).toString()}`, page.url())
    await page.goto(here.href)
    for (const again of [false, true]) {
      if (again) await page.reload()
      await expect(page.getByRole('tab', { name: 'Conversation' })).toHaveAttribute('aria-selected', 'true')
      await expect(page.getByText('↑ 0x00000000 – ↑ 0x00000003')).toBeVisible()
      await expect(page.getByRole('button', { name: /^Past,/ })).toBeVisible()
      await expect(page.getByRole('region', { name: 'Swimlanes' })).toContainText('1 session')
      await expect(page.getByRole('combobox', { name: 'Filter sessions' })).toHaveValue('state:open')
      await expect(page.getByRole('button', { name: 'Sessions of all listeners' })).toBeVisible()
      await expect(page.getByRole('button', { name: 'Sessions of all times' })).toBeVisible()
      await expect(page.getByRole('columnheader', { name: /bytes/ }).first()).toHaveAttribute(
        'aria-sort',
        'descending',
      )
      await expect(sessionRows(page)).toHaveCount(1)
      await expect(page).toHaveTitle(/^#1 127\.0\.0\.1:\d+ → 127\.0\.0\.1:\d+ · as of \+\S+ s · tcpscope$/)
      expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual(said)
    }
    await page.getByRole('button', { name: 'Back to the list' }).click()
    await expect(page).toHaveTitle(/^127\.0\.0\.1:\d+ · state:open · tcpscope$/)
  })
})
