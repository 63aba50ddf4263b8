import { unzip } from '../server/test/kit/zip.ts'
import { expect, test } from './fixtures.ts'
import { boundPort, download, dumpRows, hexPane, hexRows, makeFirstListener, sessionRows } from './page.ts'

const LANES = ['client → target copier', 'target → client copier', 'binary log ↑', 'binary log ↓', 'hex log']

const rowsOf = (parts: readonly Buffer[]) => dumpRows(Buffer.concat(parts))

test('[STORY1] from the printed URL to the three logs at home, and all of it again after a restart', async ({
  page,
  server,
  peers,
  faults,
}) => {
  const target = await peers.target({ script: (peer) => peer.push('+OK POP Ya! v1.0\r\n') })
  const up: Buffer[] = []
  const down = [Buffer.from('+OK POP Ya! v1.0\r\n')]

  await test.step('open the printed URL: the token does not stay in the address', async () => {
    await page.goto(server.url)
    await expect(page).toHaveURL((url) => !url.search.includes('token'))
    await expect(page.getByRole('heading', { name: 'Watch a TCP connection' })).toBeVisible()
  })

  await test.step('a target that is none: the fault is shown beside its field', async () => {
    await makeFirstListener(page, 'nonsense:99999')
    await expect(page.getByRole('textbox', { name: 'Target' })).toHaveAttribute('aria-invalid', 'true')
  })

  await test.step('make a listener', async () => {
    await makeFirstListener(page, `127.0.0.1:${target.port}`)
    await expect(page.getByText('Waiting for the first connection')).toBeVisible()
  })
  const port = await boundPort(page, `127.0.0.1:${target.port}`)
  await expect(page.getByText(`nc 127.0.0.1 ${port}`)).toBeVisible()

  const client = await peers.client(port)
  const peer = await target.next()

  await test.step('the session appears, and opens', async () => {
    await expect(sessionRows(page)).toHaveCount(1)
    await expect(sessionRows(page)).toContainText('open')
    await expect(sessionRows(page)).toContainText(`127.0.0.1:${client.port}`)
    await sessionRows(page).click()
    await expect(page).toHaveURL(/\/sessions\/[0-9a-f-]{36}/)
  })

  await test.step('the exact bytes, in both panes, while the connection is live', async () => {
    await expect.poll(() => hexRows(hexPane(page, 'downstream'))).toEqual(rowsOf(down))
    for (const line of [
      'USER anne\r\n',
      'PASS \u0000\u0001secret\u007f\r\n',
      'STAT and some more, longer than a row\r\n',
    ]) {
      const said = Buffer.from(line, 'latin1')
      const answer = Buffer.from(`+OK ${said.length} \xe9\xff\r\n`, 'latin1')
      up.push(said)
      await client.send(said)
      await peer.gets(Buffer.concat(up).length)
      down.push(answer)
      await peer.send(answer)
      await client.gets(Buffer.concat(down).length)
    }
    await expect.poll(() => hexRows(hexPane(page, 'upstream'))).toEqual(rowsOf(up))
    await expect.poll(() => hexRows(hexPane(page, 'downstream'))).toEqual(rowsOf(down))
    await expect(page.getByRole('region', { name: 'Session', exact: true })).toContainText('open')
  })

  await test.step('spans in all five lanes', async () => {
    // By keyboard: a bracket goes to the first span, the arrow to the lane below.
    const timeline = page.getByRole('application', { name: /^Timeline/ })
    // Anew from the first lane while one of them is not drawn yet: a key goes to what there is when it is pressed.
    await expect(async () => {
      await timeline.blur()
      await timeline.focus()
      await timeline.press(']')
      for (const [i, lane] of LANES.entries()) {
        if (i > 0) await timeline.press('ArrowDown')
        const words = new RegExp(`${lane}: (writing|blocked by the peer|logging).*\\d+ B in \\d+ frames?`)
        await expect(timeline.getByRole('status')).toHaveText(words, { timeout: 3000 })
      }
    }).toPass()
    await timeline.press('Enter')
    await expect(page.getByTestId('selected-span')).toBeVisible()
  })

  const links = page.getByRole('region', { name: 'Session', exact: true }).getByRole('link')
  await test.step('the three logs of the live session', async () => {
    const saved = await download(page, links.filter({ hasText: '↑ bytes' }))
    expect(saved.bytes.equals(Buffer.concat(up))).toBe(true)
  })

  await test.step('the client leaves: the page says who, and the three logs are what was sent', async () => {
    client.finish()
    await peer.getsEnd()
    peer.finish()
    await expect(sessionRows(page)).toContainText('client FIN')
    const [hex, upstream, downstream, zip] = [
      await download(page, links.filter({ hasText: 'hex log' })),
      await download(page, links.filter({ hasText: '↑ bytes' })),
      await download(page, links.filter({ hasText: '↓ bytes' })),
      await download(page, links.filter({ hasText: 'zip' })),
    ]
    expect(upstream.bytes.equals(Buffer.concat(up))).toBe(true)
    expect(downstream.bytes.equals(Buffer.concat(down))).toBe(true)
    const text = hex.bytes.toString('latin1')
    for (const part of [...up, ...down]) expect(text).toContain(`${dumpRows(part).join('\n')}\n`)
    expect(text).toMatch(/^Connected to .*\n(.*\n)*Finished at .*, duration .*\n$/)
    const files = unzip(zip.bytes)
    for (const one of [hex, upstream, downstream]) expect(files.get(one.name)?.equals(one.bytes)).toBe(true)
    expect(files.size).toBe(3)
  })

  await test.step('stop the listener', async () => {
    await page.getByRole('button', { name: /^Stop / }).click()
    await expect(page.getByRole('navigation', { name: 'Listeners' })).toContainText('stopped')
    await expect(peers.client(port)).rejects.toThrow('ECONNREFUSED')
  })

  await test.step('the server goes away: the banner says so; it comes back: the page recovers without a reload', async () => {
    await page.evaluate(() => Object.assign(globalThis, { stillThere: true }))
    faults.expect(/ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|WebSocket connection to/)
    await server.stop()
    await expect(page.getByText('The server does not answer')).toBeVisible()
    await server.startAgain()
    await expect(page.getByText('The server does not answer')).toBeHidden()
    await expect(page.getByText('live', { exact: true })).toBeVisible()
    faults.stopExpecting()
    expect(await page.evaluate(() => 'stillThere' in globalThis)).toBe(true)
  })

  await test.step('the session is found again, byte for byte', async () => {
    await page.getByRole('button', { name: 'Back to the list' }).click()
    await expect(sessionRows(page)).toHaveCount(1)
    await sessionRows(page).click()
    await expect.poll(() => hexRows(hexPane(page, 'upstream'))).toEqual(rowsOf(up))
    await expect.poll(() => hexRows(hexPane(page, 'downstream'))).toEqual(rowsOf(down))
    const again = await download(page, links.filter({ hasText: '↓ bytes' }))
    expect(again.bytes.equals(Buffer.concat(down))).toBe(true)
  })
})
