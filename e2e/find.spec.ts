import type { Page, Route } from 'playwright/test'
import { AxeBuilder } from '@axe-core/playwright'
import type { Target } from '../server/test/kit/peer.ts'
import { expect, type Peers, type Server, test } from './fixtures.ts'
import { hexPane, recorded, sessionRows } from './page.ts'

const bar = (page: Page) => page.getByRole('search', { name: 'Find in this session' })
const field = (page: Page) => bar(page).getByRole('textbox', { name: 'Find bytes' })
const count = (page: Page) => bar(page).getByRole('status')

/** Text that a look of the rows (a CSS highlight) covers, in the order of its ranges. */
function marked(page: Page, look: 'match' | 'found'): Promise<string[]> {
  return page.evaluate(
    (name) =>
      [...(CSS.highlights.get(name) ?? [])].map((range) => {
        const text = range.startContainer.textContent ?? ''
        return text.slice(range.startOffset, range.endOffset)
      }),
    `hexrow-${look}`,
  )
}

test('[FINDE1] finds across frames in both directions, marks, steps, goes to the match in every view', async ({
  page,
  server,
  peers,
  faults,
  listen,
}) => {
  const { target, port } = await listen()
  const client = await peers.client(port)
  const peer = await target.next()
  // Each piece is a frame of its own: the other side has it before the next is sent.
  await client.send('USER joe\r\nPA')
  await peer.gets(12)
  await client.send('SS secret\r\n')
  await peer.gets(23)
  await peer.send(`+OK\r\n${'.'.repeat(4000)}the PASS was `)
  await client.gets(4018)
  await peer.send('wrong\r\n')
  await client.gets(4025)
  await recorded(server, 23 + 4025)
  await sessionRows(page).click()
  await expect(hexPane(page, 'upstream')).toContainText('USER joe')

  await test.step('text: what is typed is found, the first match selected, the others marked', async () => {
    await hexPane(page, 'upstream').focus()
    await page.keyboard.press('/')
    await expect(field(page)).toBeFocused()
    await page.keyboard.type('pass')
    await expect(count(page)).toHaveText('1 of 2')
    await expect.poll(() => marked(page, 'found')).toEqual(['50 41 53 53', 'PASS'])
    await expect(hexPane(page, 'upstream').locator('..').locator('..')).toContainText('utf-8 “PASS”')
  })

  await test.step('Enter goes to the next one: in the other pane, out of view until then', async () => {
    await expect(hexPane(page, 'downstream')).not.toContainText('PASS was')
    await page.keyboard.press('Enter')
    await expect(count(page)).toHaveText('2 of 2')
    await expect(hexPane(page, 'downstream')).toContainText('PASS')
    await page.keyboard.press('Enter')
    await expect(count(page)).toHaveText('Went on from the start. 1 of 2')
    await page.keyboard.press('Shift+Enter')
    await expect(count(page)).toHaveText('Went on from the end. 2 of 2')
  })

  await test.step('hex with open digits, case, one direction', async () => {
    await bar(page).getByText('hex', { exact: true }).click()
    await expect(field(page)).toHaveValue('70 61 73 73')
    await expect(count(page)).toHaveText('no match')
    await field(page).fill('5? 41 ?? 53')
    await expect(count(page)).toHaveText('2 of 2')
    await bar(page).getByText('↓', { exact: true }).click()
    await expect(count(page)).toHaveText('1 of 1')
    await bar(page).getByText('text', { exact: true }).click()
    await field(page).fill('Pass')
    await bar(page).getByRole('button', { name: 'Match case' }).click()
    await expect(count(page)).toHaveText('no match')
    await bar(page).getByText('↑↓', { exact: true }).click()
  })

  await test.step('a mistake in an expression is said and shown where it was made', async () => {
    faults.expect(/400 \(Bad Request\)/)
    await bar(page).getByText('regexp', { exact: true }).click()
    await field(page).fill('PA(SS')
    await expect(bar(page).getByRole('alert')).toContainText('Unterminated group')
    await expect(field(page)).toHaveAttribute('aria-invalid', 'true')
    await expect(bar(page).locator('mark')).toBeVisible()
    await field(page).fill('PASS.\\w+.')
    await expect(count(page)).toHaveText('2 of 2')
    await field(page).press('Enter')
    await expect(count(page)).toHaveText('Went on from the start. 1 of 2')
    faults.stopExpecting()
    const { violations } = await new AxeBuilder({ page }).include('search').analyze()
    expect(violations.map(({ id }) => id)).toEqual([])
  })

  await test.step('the conversation shows the match across its two frames', async () => {
    await page.getByRole('tab', { name: 'Conversation' }).click()
    await expect
      .poll(() => marked(page, 'found'))
      .toEqual(['50 41', 'PA', '53 53 20 73 65 63 72 65  74', 'SS secret'])
  })

  await test.step('what comes while the session lives is searched on', async () => {
    await client.send('PASS again\r\n')
    await expect(bar(page)).toContainText('12 B recorded since.')
    await bar(page).getByRole('button', { name: 'Search them' }).click()
    await expect(count(page)).toHaveText('1 of 3')
  })

  await test.step('Esc closes the bar, takes the marks away and gives the focus back', async () => {
    await field(page).press('Escape')
    await expect(bar(page)).toHaveCount(0)
    await expect.poll(() => marked(page, 'match')).toEqual([])
    await expect(page).toHaveURL(/\/sessions\//)
  })
})

/** Opens a session in which the client has sent the letter a two hundred times. */
async function openLetters(
  page: Page,
  server: Server,
  peers: Peers,
  { target, port }: { readonly target: Target; readonly port: number },
): Promise<void> {
  const client = await peers.client(port)
  await client.send('a'.repeat(200))
  await (await target.next()).gets(200)
  await recorded(server, 200)
  await sessionRows(page).click()
  await expect(hexPane(page, 'upstream')).toContainText('aaaa')
}

test('[FINDE2] a search that runs for ever can be watched and cancelled', async ({
  page,
  server,
  peers,
  listen,
}) => {
  await openLetters(page, server, peers, await listen())
  await page.keyboard.press('Control+f')
  await bar(page).getByText('regexp', { exact: true }).click()
  const answer = page.waitForEvent('requestfailed', (request) => request.url().includes('/matches?'))
  await field(page).fill('(a+)+b')
  await expect(bar(page).getByRole('progressbar')).toHaveAttribute('aria-valuenow', '0')
  await bar(page).getByRole('button', { name: 'Cancel' }).click()
  await answer
  await expect(bar(page)).toContainText('Cancelled at 0 %.')
  await field(page).fill('a{200}')
  await expect(count(page)).toHaveText(/1 of 1$/)
})

test('[FINDE4] Ctrl+F and b, pressed before the code of what they open has come, are not lost', async ({
  page,
  server,
  peers,
  listen,
}) => {
  const held: Route[] = []
  await page.route(/\/assets\/(FindBar|NoteEditor)-.*\.js/, (route) => void held.push(route))
  await openLetters(page, server, peers, await listen())
  await hexPane(page, 'upstream').press('Home')
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('Control+f')
  await page.keyboard.press('b')
  await expect.poll(() => held.length).toBe(2)
  for (const route of held) await route.continue()
  const note = page.getByRole('dialog', { name: 'New note' })
  await expect(note.getByRole('textbox')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(note).toBeHidden()
  await expect(field(page)).toBeVisible()
  await expect(page.getByRole('search', { name: 'Search all sessions' })).toHaveCount(0)
  await page.keyboard.press('Control+f')
  await expect(field(page)).toBeFocused()
})

test('[FINDE3] all sessions of the filter are searched; a result opens its session at the match', async ({
  page,
  server,
  peers,
  listen,
}) => {
  const { target, port } = await listen()
  for (const [i, word] of ['one secret', 'nothing', 'many secret secret'].entries()) {
    const client = await peers.client(port)
    const peer = await target.next()
    await client.send(`${i} ${word}\r\n`)
    await peer.gets(word.length + 4)
    if (i > 0) continue
    client.finish()
    peer.finish()
  }
  await expect(sessionRows(page)).toHaveCount(3)
  await expect(sessionRows(page).filter({ hasText: 'closed' })).toHaveCount(1)
  await recorded(server, 14 + 11 + 22)

  const panel = page.getByRole('search', { name: 'Search all sessions' })
  await page.keyboard.press('Control+Shift+F')
  await expect(panel.getByRole('textbox')).toBeFocused()
  await page.keyboard.type('SECRET')
  await page.keyboard.press('Enter')
  await expect(panel.getByRole('status')).toHaveText('3 matches in 2 sessions')
  await expect(panel.getByRole('option')).toHaveText([
    /^#3 .*2 matches$/,
    /00000007.*2 many secret secret/,
    /0000000e.*2 many secret secret/,
    /^#1 .*1 match$/,
    /00000006.*0 one secret/,
  ])
  const { violations } = await new AxeBuilder({ page }).include('search').analyze()
  expect(violations.map(({ id }) => id)).toEqual([])

  await test.step('by keyboard to the second match: the session opens there, with all of its matches', async () => {
    await page.keyboard.press('ArrowDown')
    await expect(panel.getByRole('listbox')).toBeFocused()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/bytes=upstream\.14-19/)
    await expect(count(page)).toHaveText('2 of 2')
    await expect.poll(() => marked(page, 'found')).toEqual(['73 65', 'se', '63 72 65 74', 'cret'])
    await expect(panel.getByRole('listbox')).toBeFocused()
  })

  await test.step("the list's filter is the search's, too", async () => {
    await page.evaluate(() => {
      const url = new URL(location.href)
      url.searchParams.set('state', 'closed')
      history.pushState(null, '', url)
    })
    await expect(panel).toContainText('another filter')
    await panel.getByRole('button', { name: 'Search again' }).click()
    await expect(panel.getByRole('status')).toHaveText('1 match in 1 session')
    await panel.getByRole('option').last().click()
    await expect(count(page)).toHaveText('1 of 1')
    await expect(hexPane(page, 'upstream')).toContainText('0 one secret')
    await panel.getByRole('textbox').press('Escape')
    await expect(sessionRows(page)).toHaveCount(1)
  })
})
