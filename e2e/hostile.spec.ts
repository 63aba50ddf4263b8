import type { Page } from 'playwright/test'
import type { SessionId } from '@tcpscope/shared/base'
import { unzip } from '../server/test/kit/zip.ts'
import { addLargeSession } from '../server/bench/largeSession.ts'
import { expect, test } from './fixtures.ts'
import { download, hexPane, hexRows, sessionRows } from './page.ts'

const MARKUP = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`
const ESCAPES = '\u001b]0;owned\u0007\u001b[2J\u001b[31m'
/** Turns what follows around, and hides in it. */
const BIDI = '\u202etxt.exe\u2066\u200f'
/** Eighty characters are the most that a name may have. */
const NAME = `${BIDI}<svg/onload=document.title='owned'>\u001b[31m`.padEnd(80, 'W')

/** What must never get into the text of a page as it came: it would act, or hide. Line feeds are the page's own. */
const ACTS =
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]/

const said = Buffer.concat([
  Buffer.from(`${MARKUP}\r\n${ESCAPES}\r\n${BIDI}\r\n\0\0\0`),
  // Halves of surrogate pairs, as UTF-8 must not have them; bytes that no UTF-8 has; a mark of byte order.
  Buffer.from([0xed, 0xa0, 0x80, 0xed, 0xbf, 0xbf, 0xc0, 0xaf, 0xfe, 0xff, 0xef, 0xbb, 0xbf]),
])
const answer = Buffer.concat([
  Buffer.from(`</div></body>${MARKUP}`),
  Buffer.alloc(65_536, BIDI + 'x'),
  Buffer.alloc(65_536, 0),
])

/** Reports of the content security policy, from the first moment of the page. */
async function collectReports(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const reports: string[] = []
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      reports.push(`${violatedDirective} ${blockedURI}`)
    })
    Object.assign(globalThis, { reports })
  })
  return () => page.evaluate(() => (globalThis as unknown as { reports: string[] }).reports)
}

test('[HOSTILE1] markup, escape sequences, turned and broken text are shown as text, wherever they come from', async ({
  page,
  server,
  peers,
}) => {
  const reports = await collectReports(page)
  const target = await peers.target()
  const { api } = server.scope
  const listener = await api.createListener({ name: NAME, targetHost: '127.0.0.1', targetPort: target.port })
  const client = await peers.client(listener.boundPort!)
  await client.send(said)
  const peer = await target.next()
  await peer.gets(said.length)
  await peer.send(answer)
  await client.gets(answer.length)
  client.finish()
  peer.finish()
  await api.sessionEnded((await api.nthSession(listener.id, 1)).id)

  // Wide enough for the column of listeners.
  await page.setViewportSize({ width: 1600, height: 900 })
  await page.goto(server.url)
  const row = sessionRows(page)
  await expect(row).toContainText("<svg/onload=document.title='owned'>")
  await test.step('a long name is cut where its place ends, and what turns around in it stays in it', async () => {
    const item = page.getByRole('navigation', { name: 'Listeners' }).getByRole('listitem').first()
    for (const [whole, part] of [
      [row, row.getByText('onload')],
      [item, item.getByText('onload')],
    ] as const) {
      const [outer, inner] = [(await whole.boundingBox())!, (await part.boundingBox())!]
      expect(inner.x + inner.width).toBeLessThanOrEqual(outer.x + outer.width)
      const { unicodeBidi, display } = await part.evaluate((element) => {
        const { unicodeBidi, display } = getComputedStyle(element)
        return { unicodeBidi, display }
      })
      expect(`${unicodeBidi} ${display}`).toMatch(/isolate|block|grid|flex/)
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  })

  const session = page.getByRole('region', { name: 'Session', exact: true })
  const shown = async () => (await session.innerText()).replaceAll(NAME, '')
  await row.click()
  await expect(hexPane(page, 'upstream')).toContainText('<img src=x onerr')
  for (const encoding of ['ASCII', 'UTF-8', 'Latin-1']) {
    await test.step(`all bytes as ${encoding}`, async () => {
      await page
        .getByRole('button', { name: /^How bytes are shown/ })
        .first()
        .click()
      await page.getByText(encoding, { exact: true }).click()
      await page.keyboard.press('Escape')
      for (const direction of ['upstream', 'downstream'] as const) {
        const pane = hexPane(page, direction)
        for (const key of ['Home', 'PageDown', 'PageDown', 'End']) {
          await pane.press(key)
          await expect(pane).not.toContainText('··')
          expect(await shown()).not.toMatch(ACTS)
        }
        // All of it selected: the inspector shows its text.
        await pane.press('Home')
        await pane.press('ControlOrMeta+a')
        expect(await shown()).not.toMatch(ACTS)
        await pane.press('Escape')
      }
    })
  }
  for (const tab of ['Conversation', 'Facts']) {
    await test.step(tab, async () => {
      await page.getByRole('tab', { name: tab }).click()
      await expect(session).toContainText(tab === 'Facts' ? 'Listener' : '<img src=x onerr')
      expect(await shown()).not.toMatch(ACTS)
    })
  }

  await test.step('what is saved has harmless names', async () => {
    const links = session.getByRole('link')
    for (const kind of ['hex log', '↑ bytes', '↓ bytes', 'zip']) {
      const { name, bytes } = await download(page, links.filter({ hasText: kind }))
      expect(name).toMatch(/^log-[\w.\-[\]%]+\.(log|zip)$/)
      for (const inside of kind === 'zip' ? unzip(bytes).keys() : []) expect(inside).toMatch(/^[\w.\-[\]%]+$/)
      // oxlint-disable-next-line no-control-regex -- the hex log is for terminals as well
      if (kind === 'hex log') expect(bytes.toString('latin1')).toMatch(/^[\n\x20-\x7e]*$/)
    }
  })
  // The name is part of the title, as text that does nothing.
  expect(await page.title()).toMatch(/^#1 .* · .*<svg\/onload.* · tcpscope$/)
  expect(await page.title()).not.toMatch(ACTS)
  expect(await page.locator('img[src=x], svg[onload]').count()).toBe(0)
  expect(await reports()).toEqual([])
})

test('[HOSTILE2] what cannot be shown or done is said where the person looks, and the page goes on', async ({
  page,
  server,
  peers,
  faults,
}) => {
  const reports = await collectReports(page)
  const target = await peers.target({ script: (peer) => peer.push('hello\r\n') })
  const { api } = server.scope
  const listener = await api.createListener({ targetHost: '127.0.0.1', targetPort: target.port })
  const ids: SessionId[] = []
  for (const number of [1, 2]) {
    const client = await peers.client(listener.boundPort!)
    await client.gets(7)
    client.finish()
    ;(await target.next()).finish()
    const { id } = await api.nthSession(listener.id, number)
    await api.sessionEnded(id)
    ids.push(id)
  }
  // The browser itself notes an answer that says no.
  faults.expect(/status of 40[04]/)
  await page.goto(server.url)
  const origin = new URL(server.url).origin
  const session = page.getByRole('region', { name: 'Session', exact: true })
  const back = session.getByRole('button', { name: 'Back to the list' })

  for (const nonsense of [
    '01932f6b-5c3a-7abc-8def-0123456789ab',
    '<svg onload=alert(1)>',
    '..%2f..%2ftoken',
  ]) {
    await test.step(`an address of no session: ${nonsense}`, async () => {
      await page.goto(`${origin}/sessions/${nonsense}`)
      await expect(session).toContainText(/There is no such session|cannot be shown/)
      await back.first().click()
      await expect(sessionRows(page)).toHaveCount(2)
    })
  }

  await test.step('an address with filters that are none', async () => {
    await page.goto(`${origin}/?state=nonsense&listener=%00&address=%3Cscript%3E`)
    await expect(page.getByRole('region', { name: 'Sessions' })).toContainText(
      '"nonsense" is none of connecting, open',
    )
    await page.goto(origin)
    await expect(sessionRows(page)).toHaveCount(2)
  })

  await test.step('a session is deleted while somebody looks at it', async () => {
    await sessionRows(page).first().click()
    await expect(hexPane(page, 'downstream')).toContainText('hello')
    await api.deleteSession(ids[1]!)
    await expect(session).toContainText('This session was deleted.')
    await back.first().click()
    await expect(sessionRows(page)).toHaveCount(1)
  })

  let torn = ''
  await test.step('the server restarts while somebody looks at a session', async () => {
    await sessionRows(page).click()
    await expect(hexPane(page, 'downstream')).toContainText('hello')
    faults.expect(/ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|WebSocket connection to/)
    await server.stop()
    await expect(page.getByText('The server does not answer')).toBeVisible()
    await expect(hexPane(page, 'downstream')).toContainText('hello')
    await server.startAgain(async (dataDir) => {
      torn = await addLargeSession(dataDir, { bytes: 160, frameBytes: 40, durationMs: 1000, gapAt: 1 })
    })
    await expect(page.getByText('The server does not answer')).toBeHidden()
    await expect(hexPane(page, 'downstream')).toContainText('hello')
    await expect(page.getByText('live', { exact: true })).toBeVisible()
  })

  await test.step('bytes that could not be recorded are a gap with torn edges, and not zeros', async () => {
    await page.goto(`${origin}/sessions/${torn}`)
    const pane = hexPane(page, 'downstream')
    await expect(pane).toContainText('00000030  -- --')
    const rows = await hexRows(pane)
    expect(rows[3]).toMatch(/^00000030 {2}(-- ){8} (-- ){8}/)
    await expect(pane.getByTitle(/^capture gap: 40 B were forwarded, but not recorded$/)).toBeVisible()
    // Both of its edges, in the hex column and in the text column.
    await expect(pane.getByTestId('torn-edges')).toHaveAttribute('d', /^(M[^M]+){4}$/)
    const [edges, first] = [pane.getByTestId('torn-edges'), pane.locator('.hexrows-line').first()]
    const [box, row] = [(await edges.boundingBox())!, (await first.boundingBox())!]
    expect(box.height).toBeGreaterThan(2 * row.height)
    expect(box.y).toBeGreaterThan(row.y + row.height)
  })

  await test.step('an expression that is none: where it goes wrong', async () => {
    await page
      .getByRole('tab', { name: /hex|two panes/i })
      .first()
      .click()
    await hexPane(page, 'downstream').press('ControlOrMeta+f')
    const find = page.getByRole('search', { name: 'Find in this session' })
    await find.getByText('regexp', { exact: true }).click()
    const field = find.getByRole('textbox', { name: 'Find bytes' })
    await field.fill('(unclosed[')
    await expect(field).toHaveAttribute('aria-invalid', 'true')
    const why = find.getByRole('alert')
    await expect(why).toContainText(/\w+ \w+/)
    await page.keyboard.press('Escape')
  })
  expect(await reports()).toEqual([])
})
