import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RECORD_SIZE } from '@tcpscope/shared/capture'
import { decodeBinary } from '@tcpscope/shared/wire'
import type { ClientMessage } from '@tcpscope/shared/wire'
import { MAX_DIRTY } from './delta.ts'
import { OUTBOX_HIGH, STUCK_MS } from './outbox.ts'
import { MAX_LAG_BYTES, TAIL_BYTES } from './subscription.ts'
import { MAX_SUBSCRIPTIONS } from './tab.ts'
import { settle } from './testkit/handClock.ts'
import { HandSocket } from './testkit/handSocket.ts'
import { type LiveKit, liveKit } from './testkit/liveKit.ts'

const bytesOf = (text: string) => Buffer.from(text)
const noise = (length: number) => Buffer.from(Array.from({ length }, (_, i) => (i * 31) % 251))

const pushed = (socket: HandSocket) => socket.binaries().map((one) => decodeBinary(one)!)

function tailOf(socket: HandSocket, direction: 'upstream' | 'downstream') {
  const parts = pushed(socket).filter((one) => one.kind === 'bytes' && one.direction === direction)
  return Buffer.concat(parts.map((one) => one.payload))
}

describe('hub', () => {
  let kit: LiveKit
  beforeEach(async () => {
    kit = await liveKit()
  })
  afterEach(() => kit.end())

  function connect() {
    const socket = new HandSocket()
    const tab = kit.hub.connect(socket)
    const say = (message: ClientMessage) => tab.receive(JSON.stringify(message))
    return { socket, tab, say }
  }
  async function follow(id: Parameters<typeof kit.sessions.find>[0], channel = 1) {
    const page = connect()
    page.say({ type: 'subscribe', channel, id, tail: ['upstream', 'downstream'], frames: true })
    await settle()
    return page
  }

  it('[LIVE1] hello is the first message; numbers only grow', async () => {
    const { socket } = connect()
    const session = kit.session().open()
    await kit.timers.pass(200)
    session.close()
    await kit.timers.pass(200)
    const texts = socket.texts()
    expect(texts[0]).toMatchObject({ type: 'hello', bootId: 'boot-1', version: '0.0.0' })
    const numbers = texts.map((one) => one.seq)
    expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b))
  })

  it('[LIVE2] events that are not in a snapshot have a higher number than its asOf', async () => {
    const { socket } = connect()
    const early = kit.session().open()
    await kit.timers.pass(500)
    const page = await kit.sessions.list({})
    expect(page.sessions.map((one) => one.id)).toEqual([early.id])
    expect(Math.max(...socket.texts().map((one) => one.seq))).toBeLessThanOrEqual(page.asOf)
    const late = kit.session().open()
    await kit.timers.pass(500)
    const news = socket.ofType('sessions').filter((one) => one.seq > page.asOf)
    expect(news.flatMap((one) => one.upserts.map((session) => session.id))).toEqual([late.id])
  })

  it('[LIVE3] list changes are joined by session and told at most ten times a second', async () => {
    const { socket } = connect()
    const session = kit.session().open()
    for (let i = 0; i < 100; i++) {
      session.grow('upstream', bytesOf('x'))
      await kit.timers.pass(10)
    }
    const messages = socket.ofType('sessions')
    expect(messages.length).toBeGreaterThan(5)
    expect(messages.length).toBeLessThanOrEqual(11)
    await kit.timers.pass(200)
    expect(socket.ofType('sessions').at(-1)?.upserts).toMatchObject([{ id: session.id, upstreamBytes: 100 }])
  })

  it('[LIVE4] nothing ticks while there is nothing to tell', async () => {
    const { socket } = connect()
    kit.session().open().grow('upstream', bytesOf('x')).close()
    await kit.timers.pass(5_000)
    expect(kit.timers.waiting).toBe(0)
    const count = socket.received.length
    await kit.timers.pass(60_000)
    expect(socket.received.length).toBe(count)
  })

  it('[LIVE5] the status comes once a second while anything changes, and ends with rates of zero', async () => {
    const { socket } = connect()
    const session = kit.session().open()
    for (let i = 0; i < 30; i++) {
      session.grow('downstream', noise(100))
      await kit.timers.pass(100)
    }
    const during = socket.ofType('status')
    expect(during.length).toBeGreaterThanOrEqual(3)
    expect(during.length).toBeLessThanOrEqual(5)
    expect(during.at(-1)?.status).toMatchObject({ openConnections: 1, downstreamRate: 1000, upstreamRate: 0 })
    session.close()
    await kit.timers.pass(3_000)
    expect(socket.ofType('status').at(-1)?.status).toMatchObject({ openConnections: 0, downstreamRate: 0 })
  })

  it('[LIVE18] trouble with recording is told although no session changes, and its end, too', async () => {
    const { socket } = connect()
    await kit.timers.pass(2_000)
    const trouble = (captureError: string | null) =>
      kit.engine.emit({ recorder: { tapBytes: 1, tapCapacity: 2, captureError } })
    const last = () => socket.ofType('status').at(-1)?.status.captureError
    trouble('No space left on the disk.')
    await kit.timers.pass(2_000)
    expect(last()).toBe('No space left on the disk.')
    kit.health.catalogTrouble(new Error('disk full'))
    trouble(null)
    await kit.timers.pass(2_000)
    expect(last()).toContain('disk full')
    kit.health.catalogTrouble(null)
    await kit.timers.pass(2_000)
    expect(last()).toBeNull()
  })

  it('[LIVE6] a subscription begins at the watermark of its answer and brings bytes, records and watermarks', async () => {
    const session = kit.session().open().grow('upstream', bytesOf('before'))
    const { socket } = await follow(session.id)
    expect(socket.ofType('subscribed')).toMatchObject([{ channel: 1, session: { upstreamBytes: 6 } }])
    session.grow('upstream', bytesOf('after')).grow('downstream', bytesOf('reply'))
    await kit.timers.pass(100)
    expect(tailOf(socket, 'upstream').toString()).toBe('after')
    expect(tailOf(socket, 'downstream').toString()).toBe('reply')
    const records = pushed(socket).filter((one) => one.kind === 'records')
    expect(records).toMatchObject([{ from: 1 }])
    expect(records[0]!.payload).toEqual(await kit.capture.readRecords(session.facts, 1, 2))
    expect(socket.ofType('watermark').at(-1)?.session).toMatchObject({ upstreamBytes: 11, records: 3 })
    // The payloads come before the watermark that promises them.
    const order = socket.received.map((one) => (typeof one === 'string' ? 'text' : 'binary'))
    const watermark = socket.received.findIndex(
      (one) => typeof one === 'string' && one.includes('"watermark"'),
    )
    expect(order.lastIndexOf('binary')).toBeLessThan(watermark)
  })

  it('[LIVE7] a burst is pushed in pieces, one that is too long to follow is skipped to its end', async () => {
    const session = kit.session().open()
    const { socket } = await follow(session.id)
    const burst = noise(TAIL_BYTES * 2 + 5)
    session.grow('upstream', burst)
    await kit.timers.pass(50)
    expect(tailOf(socket, 'upstream').length).toBe(TAIL_BYTES)
    await kit.timers.pass(150)
    expect(tailOf(socket, 'upstream').equals(burst)).toBe(true)
    const flood = noise(MAX_LAG_BYTES + TAIL_BYTES)
    session.grow('downstream', flood)
    await kit.timers.pass(500)
    const [last] = pushed(socket).filter((one) => one.kind === 'bytes' && one.direction === 'downstream')
    expect(last).toMatchObject({ offset: flood.length - TAIL_BYTES })
    expect(Buffer.from(last!.payload).equals(flood.subarray(-TAIL_BYTES))).toBe(true)
  })

  it('[LIVE8] records are sent again when their times become known, then never more', async () => {
    const session = kit.session().open()
    const { socket } = await follow(session.id)
    for (let i = 0; i < 3; i++) session.grow('upstream', bytesOf('x'), false)
    session.grow('upstream', bytesOf('y'), true)
    await kit.timers.pass(300)
    const before = pushed(socket).filter((one) => one.kind === 'records').length
    session.know(1)
    await kit.timers.pass(600)
    const again = pushed(socket)
      .filter((one) => one.kind === 'records')
      .slice(before)
    expect(again).toMatchObject([{ from: 1 }])
    expect(again[0]!.payload.byteLength).toBe(RECORD_SIZE)
    expect(again[0]!.payload).toEqual(await kit.capture.readRecords(session.facts, 1, 1))
    session.close()
    await kit.timers.pass(5_000)
    expect(pushed(socket).filter((one) => one.kind === 'records').length).toBe(before + 1)
    // Records 0 and 2 will never be known: nobody looks for them for ever.
    expect(kit.timers.waiting).toBe(0)
  })

  it('[LIVE9] tiles come at once when a view is set and again when they change, at most four a second', async () => {
    const session = kit.session().open().grow('upstream', bytesOf('x'))
    const { socket, say } = await follow(session.id)
    say({ type: 'lanes', channel: 1, view: { level: 20, first: 0, last: 1 } })
    await settle()
    expect(socket.ofType('lanes')).toMatchObject([{ channel: 1, level: 20, first: 0, last: 1 }])
    for (let i = 0; i < 40; i++) {
      session.grow('upstream', bytesOf('x'))
      await kit.timers.pass(50)
    }
    await kit.timers.pass(500)
    const lists = socket.ofType('lanes')
    expect(lists.length).toBeGreaterThan(4)
    expect(lists.length).toBeLessThanOrEqual(1 + 9)
    const cells = lists.at(-1)!.list.tiles[0]!.lanes['copier-up']
    expect(cells.reduce((sum, cell) => sum + cell.count, 0)).toBe(41)
    say({ type: 'lanes', channel: 1, view: null })
    session.grow('upstream', bytesOf('x'))
    await kit.timers.pass(1_000)
    expect(socket.ofType('lanes').length).toBe(lists.length)
  })

  it('[LIVE10] a tab that stops reading costs bounded memory, and nothing is read for it', async () => {
    const session = kit.session().open()
    const { socket } = await follow(session.id)
    socket.pause()
    const chunk = noise(60_000)
    for (let i = 0; i < 60; i++) {
      session.grow('upstream', chunk)
      kit.session().open().close()
      await kit.timers.pass(50)
    }
    expect(session.progress().bytes.upstream).toBe(3_600_000)
    expect(socket.most).toBeLessThan(OUTBOX_HIGH + 2 * TAIL_BYTES)
    const read = kit.capture.bytesRead
    session.grow('upstream', chunk)
    await kit.timers.pass(200)
    expect(kit.capture.bytesRead).toBe(read)

    socket.resume()
    session.grow('upstream', bytesOf('end'))
    await kit.timers.pass(5_000)
    expect(socket.ofType('watermark').at(-1)?.session.upstreamBytes).toBe(3_660_003)
    const parts = pushed(socket).filter((one) => one.kind === 'bytes')
    expect(Buffer.from(parts.at(-1)!.payload).toString()).toBe('end')
    const known = new Set(socket.ofType('sessions').flatMap((one) => one.upserts.map((row) => row.id)))
    expect(known.size).toBe(61)
  })

  it('[LIVE11] a tab that is too far behind with the lists is told to fetch them again, once', async () => {
    const { socket } = connect()
    await kit.timers.pass(100)
    socket.pause()
    socket.send('x'.repeat(OUTBOX_HIGH + 1))
    for (let i = 0; i < MAX_DIRTY + 10; i++) kit.session()
    await kit.timers.pass(500)
    socket.received.length = 0
    socket.resume()
    socket.received.length = 0
    await kit.timers.pass(500)
    expect(socket.ofType('resync')).toHaveLength(1)
    expect(socket.ofType('sessions')).toHaveLength(0)
    const { id } = kit.session()
    await kit.timers.pass(500)
    expect(socket.ofType('sessions').flatMap((one) => one.upserts)).toMatchObject([{ id }])
  })

  it('[LIVE12] a tab that reads nothing for a minute with a full outbox is closed; one that reads a little is not', async () => {
    const slow = connect().socket
    const { socket } = connect()
    await kit.timers.pass(100)
    for (const one of [slow, socket]) {
      one.pause()
      for (let i = 0; i < 5; i++) one.send('x'.repeat(OUTBOX_HIGH))
    }
    kit.session()
    await kit.timers.pass(STUCK_MS - 1_000)
    slow.readOne()
    expect(socket.closedWith).toBeUndefined()
    await kit.timers.pass(2_000)
    expect(socket.closedWith).toBe(1013)
    expect(slow.closedWith).toBeUndefined()
    expect(kit.hub.tabs).toBe(1)
    await kit.timers.pass(STUCK_MS)
    expect(slow.closedWith).toBe(1013)
    expect(kit.timers.waiting).toBe(0)
  })

  it('[LIVE13] nonsense is answered with an error and the socket stays open', async () => {
    const session = kit.session().open()
    const { socket, tab, say } = connect()
    tab.receive('{')
    tab.receive('[]')
    tab.receive('{"type":"subscribe","channel":1,"id":"../../etc/passwd","tail":[],"frames":true}')
    say({
      type: 'subscribe',
      channel: 2,
      id: '01a1fc55-3ac0-759a-a8e8-09ea45e28270' as never,
      tail: [],
      frames: true,
    })
    say({ type: 'subscribe', channel: 3, id: session.id, tail: [], frames: false })
    await settle()
    say({ type: 'lanes', channel: 3, view: { level: 3, first: 0, last: 16 } })
    say({ type: 'lanes', channel: 3, view: { level: 3, first: 5, last: 4 } })
    say({ type: 'subscribe', channel: 3, id: session.id, tail: [], frames: false })
    say({ type: 'unsubscribe', channel: 77 })
    expect(socket.ofType('error').map(({ code, channel }) => [code, channel])).toEqual([
      ['malformed_json', undefined],
      ['bad_request', undefined],
      ['bad_request', 1],
      ['session_not_found', 2],
      ['too_many_tiles', 3],
      ['bad_request', 3],
      ['bad_request', 3],
    ])
    expect(socket.ofType('subscribed')).toHaveLength(1)
    for (let channel = 10; channel < 10 + MAX_SUBSCRIPTIONS; channel++) {
      say({ type: 'subscribe', channel, id: session.id, tail: [], frames: false })
    }
    await settle()
    expect(socket.ofType('subscribed')).toHaveLength(MAX_SUBSCRIPTIONS)
    expect(socket.closedWith).toBeUndefined()
  })

  it('[LIVE21] a page that asks whether anybody is there is answered, and costs nothing more', async () => {
    const { socket, say } = connect()
    await kit.timers.pass(5_000)
    const before = socket.received.length
    say({ type: 'ping' })
    expect(socket.received.length).toBe(before + 1)
    expect(socket.ofType('pong')).toHaveLength(1)
    expect(kit.timers.waiting).toBe(0)
  })

  it('[LIVE14] a page that asks without reading gets no pile of answers', async () => {
    const { socket, tab } = connect()
    socket.pause()
    for (let i = 0; i < 24_000; i++) tab.receive(i % 2 === 0 ? 'nonsense' : '{"type":"ping"}')
    expect(socket.most).toBeLessThan(OUTBOX_HIGH + 1_000)
    socket.resume()
    await kit.timers.pass(500)
    expect(socket.ofType('resync')).toHaveLength(1)
  })

  it('[LIVE15] deleting a followed session ends its channel; the page may use the channel again', async () => {
    const session = kit.session().open().close()
    const other = kit.session().open()
    const { socket, say } = await follow(session.id)
    await kit.sessions.remove(session.id)
    expect(socket.ofType('gone')).toMatchObject([{ channel: 1, id: session.id }])
    await kit.timers.pass(200)
    expect(socket.ofType('sessions').at(-1)?.removed).toEqual([session.id])
    say({ type: 'subscribe', channel: 1, id: other.id, tail: ['upstream'], frames: false })
    await settle()
    other.grow('upstream', bytesOf('again'))
    await kit.timers.pass(100)
    expect(tailOf(socket, 'upstream').toString()).toBe('again')
  })

  it('[LIVE16] what a page says before its subscription is answered counts', async () => {
    const session = kit.session().open().grow('upstream', bytesOf('x')).close()
    await kit.catalog.flush()
    expect(kit.sessions.get(session.id)).toBeUndefined()
    const { socket, say } = connect()
    const wants = { id: session.id, tail: [], frames: false }
    say({ type: 'subscribe', channel: 1, ...wants })
    say({ type: 'lanes', channel: 1, view: { level: 30, first: 0, last: 0 } })
    say({ type: 'subscribe', channel: 2, ...wants })
    say({ type: 'unsubscribe', channel: 2 })
    await settle()
    expect(socket.ofType('subscribed').map((one) => one.channel)).toEqual([1])
    expect(socket.ofType('lanes')).toHaveLength(1)
  })

  it('[LIVE17] a closed tab gets and costs nothing more', async () => {
    const session = kit.session().open()
    const { socket, tab } = await follow(session.id)
    session.grow('upstream', bytesOf('x'))
    tab.closed()
    const count = socket.received.length
    await kit.timers.pass(1_000)
    expect(socket.received.length).toBe(count)
    expect(kit.hub.tabs).toBe(0)
    expect(kit.timers.waiting).toBe(0)
  })
})
