import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from './fixtures.ts'
import { hexPane, sessionRows } from './page.ts'

const IN_REPOSITORY = fileURLToPath(new URL('../docs/screenshot.png', import.meta.url))
const ELSEWHERE = fileURLToPath(new URL('.artifacts/screenshot.png', import.meta.url))
const LARGEST = 250_000

test.use({ viewport: { width: 1440, height: 860 } })

/** The picture of the README. It is kept as it is; `SCREENSHOT=1 npm run test:e2e` takes it anew. */
test('[SHOT1] a live conversation makes the picture of the README', async ({
  page,
  server,
  peers,
  listen,
}) => {
  const { target, port } = await listen({
    script: (peer) => {
      peer.socket.on('data', (bytes) => {
        for (const line of bytes.toString().split('\r\n').slice(0, -1)) {
          peer.push(line === 'LIST' ? mailList() : `+OK ${line.toLowerCase()} accepted\r\n`)
        }
      })
      peer.push('+OK POP Ya! v1.0 ready <4711@mail.example.test>\r\n')
    },
  })
  const [listener] = await server.scope.api.listeners()
  await server.scope.api.patchListener(listener!.id, { name: 'pop3' })
  for (let i = 0; i < 4; i++) {
    const visitor = await peers.client(port)
    await visitor.gets(10)
    visitor.push('NOOP\r\nQUIT\r\n')
    await visitor.gets(85)
    if (i === 2) visitor.reset()
    else visitor.socket.end()
    ;(await target.next()).finish()
  }
  await expect(sessionRows(page).filter({ hasText: /FIN|RST/ })).toHaveCount(4)
  const client = await peers.client(port)
  for (const line of ['USER anne', 'PASS correct horse battery staple', 'STAT', 'LIST', 'RETR 1', 'RETR 2']) {
    const before = client.receivedBytes
    await client.send(`${line}\r\n`)
    await expect.poll(() => client.receivedBytes).toBeGreaterThan(before)
  }
  await sessionRows(page).first().click()
  await expect(hexPane(page, 'upstream')).toContainText('USER anne')
  await expect(hexPane(page, 'downstream')).toContainText('+OK retr 2')
  await expect(page.getByText('hex log', { exact: true }).first()).toBeVisible()
  const picture = await page.screenshot({ animations: 'disabled', caret: 'hide' })
  expect(picture.length).toBeLessThan(LARGEST)
  const file = process.env['SCREENSHOT'] === '1' || !existsSync(IN_REPOSITORY) ? IN_REPOSITORY : ELSEWHERE
  await mkdir(fileURLToPath(new URL('.', `file://${file}`)), { recursive: true })
  await writeFile(file, picture)
})

function mailList(): string {
  const lines = Array.from({ length: 24 }, (_, i) => `${i + 1} ${(i * 7919) % 9973}`)
  return `+OK ${lines.length} messages\r\n${lines.join('\r\n')}\r\n.\r\n`
}
