import type { Page } from 'playwright/test'
import { numberedRows } from '../server/test/kit/numberedRows.ts'
import { addLargeSession } from '../server/bench/largeSession.ts'
import { fillDataDir } from '../server/bench/manySessions.ts'
import { expect, Server, test as base } from './fixtures.ts'
import { Counter, NumberedSender } from './numberedStream.ts'
import { dumpRows, hexPane, hexRows, sessionRows } from './page.ts'
import { nodesIn, Vitals } from './vitals.ts'

// The page at size: what it holds and draws depends on what is in view, never on how much there is. Ceilings are far above
// what was measured (the figures are in the reports beside each test) and far below what a leak would take.

const GB = 1_000_000_000
const MB = 1_000_000
const SESSIONS = 100_000
/** Frames of both directions: enough for a timeline of many tiles; `npm run bench:web` takes ten million. */
const FRAMES = 2_000_000

/** No pane has more nodes, whatever it shows. */
const HEX_NODES = 400
const LIST_NODES = 2000
/** Of one task on the main thread, ms of processor time; a page that fetches or draws everything takes seconds. */
const LONGEST_TASK = 500

interface Big {
  readonly server: Server
  readonly tenGigabytes: string
  readonly manyFrames: string
}

// One tcpscope for all of them: filling its data directory takes longer than most of the tests.
const test = base.extend<object, { big: Big }>({
  big: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright wants it destructured
    async ({}, use) => {
      let tenGigabytes = ''
      let manyFrames = ''
      const server = await Server.start(async (dataDir) => {
        await fillDataDir(dataDir, { sessions: SESSIONS, days: 30, folders: false })
        tenGigabytes = await addLargeSession(dataDir, { bytes: 10 * GB, frameBytes: MB })
        manyFrames = await addLargeSession(dataDir, { bytes: 32 * FRAMES, frameBytes: 64 })
      })
      await use({ server, tenGigabytes, manyFrames })
      await server.dispose()
    },
    { scope: 'worker', timeout: 300_000 },
  ],
})

// Playwright's own trace takes a copy of the document at every step: that would be measured, too.
test.use({ trace: 'off' })

test.afterEach(async ({ page }) => {
  await page.goto('about:blank')
})

/** Notes a figure beside the test. */
function report(what: string, value: number, unit: string): void {
  test.info().annotations.push({ type: what, description: `${value.toFixed(1)} ${unit}` })
  if (process.env['SIZE_FIGURES']) console.log(`    ${what}: ${value.toFixed(1)} ${unit}`)
}

/** Waits until all rows in view are those of a numbered stream, the first of them at `first` (any, if not said). */
async function showsNumberedRows(page: Page, first?: number): Promise<void> {
  const pane = hexPane(page, 'downstream')
  await expect(async () => {
    const rows = await hexRows(pane)
    expect(rows.length).toBeGreaterThan(5)
    const [word = ''] = rows[0]!.split(' ')
    const from = parseInt(word, 16)
    if (first !== undefined) expect(from).toBe(first)
    const wanted = dumpRows(numberedRows(from, rows.length * 16), from)
    // The width of offsets is that of the longest.
    expect(rows).toEqual(
      wanted.map((row) => row.replace(/^\S+/, (digits) => digits.padStart(word.length, '0'))),
    )
  }).toPass({ intervals: [50], timeout: 30_000 })
}

/**
 * Goes through the whole stream in jumps, each longer than a screen, and waits at every stop until its bytes are there.
 * In the page itself: a person's wheel would take too many turns, and a round trip each.
 */
async function scrollThrough(page: Page, stops: number): Promise<void> {
  const pane = hexPane(page, 'downstream')
  await pane.press('Home')
  await pane.evaluate(async (surface, stops) => {
    const text = () => surface.textContent ?? ''
    const rows = 10_000_000_000 / 16 / stops
    for (let stop = 1; stop < stops; stop++) {
      const before = text()
      surface.dispatchEvent(
        new WheelEvent('wheel', { deltaY: rows, deltaMode: 1, bubbles: true, cancelable: true }),
      )
      while (text() === before || text().includes('··')) {
        await new Promise((resolve) => requestAnimationFrame(resolve))
      }
    }
  }, stops)
}

const HEX_PANE = 'section[aria-label="target to client bytes"]'

test('[SIZE1] a session of 10 GB: rows are right at the first, the middle and the last byte, and scrolling adds nothing', async ({
  page,
  big,
}) => {
  await page.goto(big.server.url)
  await page.goto(`${new URL(big.server.url).origin}/sessions/${big.tenGigabytes}`)
  const pane = hexPane(page, 'downstream')
  await showsNumberedRows(page, 0)
  const vitals = await Vitals.of(page)

  await page.getByRole('textbox', { name: 'Go to offset, target to client' }).fill(String(5 * GB))
  await page.keyboard.press('Enter')
  await expect(pane).toContainText((5 * GB).toString(16))
  // What lies before the middle is empty; from the middle on every row says where it is.
  await pane.press('Escape')
  await pane.hover()
  await page.mouse.wheel(0, 18 * 20)
  await showsNumberedRows(page)

  await pane.press('End')
  const shown = (await hexRows(pane)).length
  await showsNumberedRows(page)
  await expect(pane.locator('.hexrows-line').last()).toContainText((10 * GB - 16).toString(16))
  expect(shown).toBeGreaterThan(5)

  // No place is out of the scrollbar's reach: a person drags its thumb from the end to the start.
  const bar = (await page.getByRole('scrollbar', { name: 'Scroll target to client bytes' }).boundingBox())!
  const x = bar.x + bar.width / 2
  await page.mouse.move(x, bar.y + bar.height - 5)
  await page.mouse.down()
  await page.mouse.move(x, bar.y - 20, { steps: 10 })
  await page.mouse.up()
  await showsNumberedRows(page, 0)

  // What may be kept is kept after a while of scrolling; from then on nothing is added.
  let longest = await vitals.longestTask(() => scrollThrough(page, 80))
  const full = { heap: await vitals.heap(), nodes: await vitals.nodes() }
  longest = Math.max(longest, await vitals.longestTask(() => scrollThrough(page, 37)))
  const heap = await vitals.heap()
  report('heap', heap / MB, 'MB')
  report('growth', (heap - full.heap) / MB, 'MB')
  report('longest task', longest, 'ms')
  report('hex pane', await nodesIn(page, HEX_PANE), 'nodes')
  expect(heap - full.heap).toBeLessThan(8 * MB)
  expect(heap).toBeLessThan(100 * MB)
  expect(await vitals.nodes()).toBeLessThan(full.nodes + 500)
  expect(await nodesIn(page, HEX_PANE)).toBeLessThan(HEX_NODES)
  expect(longest).toBeLessThan(LONGEST_TASK)

  await pane.press('Home')
  await showsNumberedRows(page, 0)
})

test('[SIZE2] two million frames: the timeline and the panes hold no more than fits into them', async ({
  page,
  big,
}) => {
  await page.goto(big.server.url)
  const vitals = await Vitals.of(page)
  const longest = await vitals.longestTask(async () => {
    await page.goto(`${new URL(big.server.url).origin}/sessions/${big.manyFrames}`)
    await showsNumberedRows(page, 0)
    const timeline = page.getByRole('application', { name: /^Timeline/ })
    const width = (await timeline.boundingBox())!.width
    const drawing = 'section[aria-label=timeline]'
    for (const key of 'w w w w w w d d d d s s s s f'.split(' ')) {
      await timeline.press(key)
      expect(await nodesIn(page, drawing)).toBeLessThan(2 * width)
    }
    report('timeline', await nodesIn(page, drawing), 'nodes')
    await hexPane(page, 'downstream').press('End')
    await showsNumberedRows(page)
    report('hex pane', await nodesIn(page, HEX_PANE), 'nodes')
    expect(await nodesIn(page, HEX_PANE)).toBeLessThan(HEX_NODES)

    await page.getByRole('tab', { name: 'Conversation' }).click()
    const talk = page.getByRole('textbox', { name: /conversation/i })
    await expect(talk).toContainText('#0')
    await talk.press('End')
    await expect(talk).toContainText(`#${FRAMES / 2 - 1} ↓`)
    expect(await nodesIn(page, 'main')).toBeLessThan(3000)
  })
  report('longest task', longest, 'ms')
  const heap = await vitals.heap()
  report('heap', heap / MB, 'MB')
  expect(heap).toBeLessThan(100 * MB)
  expect(longest).toBeLessThan(LONGEST_TASK)
})

test('[SIZE3] a hundred thousand sessions, five hundred changes a second: the list stays small and quick', async ({
  page,
  big,
  peers,
}) => {
  const { api } = big.server.scope
  const target = await peers.target({ keep: false })
  const listener = await api.createListener({
    targetHost: '127.0.0.1',
    targetPort: target.port,
    hexLog: 'off',
  })
  const clients = await Promise.all(Array.from({ length: 50 }, () => peers.client(listener.boundPort!)))
  const talking = setInterval(() => clients.forEach((client) => client.push('tick\n')), 100)
  try {
    await page.goto(big.server.url)
    const grid = page.getByRole('grid', { name: /Sessions/ })
    // The two large ones and the head row are there, too.
    await expect(grid).toHaveAttribute('aria-rowcount', String(SESSIONS + clients.length + 3))
    await expect(sessionRows(page).first()).toContainText('open')
    const vitals = await Vitals.of(page)
    const bytes = () => sessionRows(page).first().innerText()
    const longest = await vitals.longestTask(async () => {
      for (let i = 0; i < 10; i++) {
        const before = await bytes()
        await expect.poll(bytes).not.toBe(before)
        expect(await nodesIn(page, '[role=grid]')).toBeLessThan(LIST_NODES)
      }
      // Pages of older sessions are fetched on the way.
      await grid.evaluate(async (list) => {
        for (let i = 0; i < 90; i++) {
          const before = list.textContent
          list.scrollBy({ top: 1400 })
          while (list.textContent === before) await new Promise((resolve) => requestAnimationFrame(resolve))
        }
      })
    })
    report('list', await nodesIn(page, '[role=grid]'), 'nodes')
    expect(await nodesIn(page, '[role=grid]')).toBeLessThan(LIST_NODES)
    const heap = await vitals.heap()
    report('heap', heap / MB, 'MB')
    report('longest task', longest, 'ms')
    expect(heap).toBeLessThan(150 * MB)
    expect(longest).toBeLessThan(LONGEST_TASK)
    await grid.press('Home')
  } finally {
    clearInterval(talking)
  }
})

test('[SIZE4] a live session at 100 MB/s: small and quick, and nothing is lost when the connection to the server breaks', async ({
  page,
  big,
  peers,
}) => {
  const total = 300 * MB
  const { api } = big.server.scope
  const target = await peers.target({ keep: false })
  const listener = await api.createListener({
    targetHost: '127.0.0.1',
    targetPort: target.port,
    hexLog: 'off',
  })
  // The test breaks the page's own connection; a browser has no other way to say which one.
  await page.addInitScript(() => {
    const sockets: WebSocket[] = []
    const Real = WebSocket
    globalThis.WebSocket = class extends Real {
      constructor(...given: ConstructorParameters<typeof Real>) {
        super(...given)
        sockets.push(this)
      }
    }
    Object.assign(globalThis, { breakConnection: () => sockets.at(-1)?.close() })
  })
  const counter = await Counter.dial(listener.boundPort!)
  try {
    const sender = new NumberedSender((await target.next()).socket, 100 * MB)
    const session = await api.nthSession(listener.id, 1)
    await page.goto(big.server.url)
    await page.goto(`${new URL(big.server.url).origin}/sessions/${session.id}`)
    await sender.upTo(MB)
    await showsNumberedRows(page)
    const vitals = await Vitals.of(page)
    const before = await vitals.heap()
    const broken = total / 2
    const longest = await vitals.longestTask(async () => {
      await sender.upTo(broken)
      expect(await nodesIn(page, HEX_PANE)).toBeLessThan(HEX_NODES)
      await page.evaluate(() => (globalThis as unknown as { breakConnection(): void }).breakConnection())
      // The page has nobody to tell it of what comes now, until it has dialled again.
      await sender.upTo(total)
      expect(await nodesIn(page, HEX_PANE)).toBeLessThan(HEX_NODES)
      await counter.gets(total, 120_000)
    })
    await expect(page.getByText('live', { exact: true })).toBeVisible()
    const pane = hexPane(page, 'downstream')
    await expect(page.locator(HEX_PANE)).toContainText('300,000,000 bytes')
    await expect(pane.locator('.hexrows-line').last()).toContainText((total - 16).toString(16))
    await showsNumberedRows(page)
    const heap = await vitals.heap()
    report('heap', heap / MB, 'MB')
    report('growth', (heap - before) / MB, 'MB')
    report('longest task', longest, 'ms')
    expect(heap - before).toBeLessThan(40 * MB)
    expect(longest).toBeLessThan(LONGEST_TASK)

    const offset = page.getByRole('textbox', { name: 'Go to offset, target to client' })
    for (const place of [0, broken - 16, broken, broken + 1_000_000, total - 2_000_000]) {
      await offset.fill(String(place))
      await offset.press('Enter')
      await expect(pane).toContainText((place - (place % 16)).toString(16).padStart(8, '0'))
      await showsNumberedRows(page)
    }
  } finally {
    counter.socket.destroy()
  }
})
