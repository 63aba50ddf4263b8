import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Listener } from '@tcpscope/shared/api'
import { CatalogFault } from '../core/catalogPort.ts'
import { ListenerBook } from './listenerBook.ts'
import { settle } from './testkit/handClock.ts'
import { type LiveKit, liveKit } from './testkit/liveKit.ts'

describe('listener book', () => {
  let kit: LiveKit
  let told: Listener[]
  beforeEach(async () => {
    kit = await liveKit({
      lookup: (host) => {
        if (host === 'me.test') return Promise.resolve(['10.0.0.1', '::ffff:192.168.1.20'])
        if (host === 'slow.test') return new Promise(() => {})
        return Promise.reject(new Error('ENOTFOUND'))
      },
    })
    told = []
    kit.listeners.onChange(({ upserts }) => told.push(...upserts))
  })
  afterEach(() => kit.end())
  const target = { targetHost: 'redis.test', targetPort: 6379 }

  it('[LST1] only the target is needed; the name is made of it, port 0 shows the real one', async () => {
    const listener = await kit.listeners.create(target)
    expect(listener).toMatchObject({
      name: 'redis.test:6379',
      host: '127.0.0.1',
      port: 0,
      boundPort: 40_000,
      state: 'listening',
      connectTimeoutMs: 10_000,
      hexLog: 'live',
      error: null,
    })
    expect(told.at(-1)).toEqual(listener)
    expect(kit.listeners.list().listeners).toEqual([listener])
    expect(kit.engine.listening.get(listener.id)).toMatchObject({
      target: { host: 'redis.test', port: 6379 },
    })
  })

  it('[LST2] one that cannot listen is not made, and says why and where', async () => {
    kit.engine.taken.add(6400)
    await expect(kit.listeners.create({ ...target, port: 6400 })).rejects.toMatchObject({
      code: 'port_in_use',
      field: 'port',
    })
    expect(kit.listeners.list().listeners).toEqual([])
    expect(await kit.catalog.listeners()).toEqual([])
    const idle = await kit.listeners.create({ ...target, port: 6400, start: false })
    expect(idle).toMatchObject({ state: 'stopped', boundPort: null })
    await expect(kit.listeners.start(idle.id)).rejects.toMatchObject({ code: 'port_in_use' })
    expect(kit.listeners.get(idle.id)).toMatchObject({ state: 'failed', error: { code: 'port_in_use' } })
    kit.engine.taken.clear()
    expect(await kit.listeners.start(idle.id)).toMatchObject({ state: 'listening', error: null })
  })

  it.each(['127.0.0.1', 'localhost', '::1', '0.0.0.0', '::ffff:127.0.0.1', '192.168.1.20', 'me.test'])(
    '[LST3] %s at the dashboard port is refused as a target',
    async (targetHost) => {
      const refusal = { code: 'target_is_control_port', field: 'targetPort' }
      await expect(kit.listeners.create({ targetHost, targetPort: 7400 })).rejects.toMatchObject(refusal)
      const { id } = await kit.listeners.create(target)
      await expect(kit.listeners.change(id, { targetHost, targetPort: 7400 })).rejects.toMatchObject(refusal)
      expect(kit.listeners.get(id)).toMatchObject(target)
      await kit.listeners.create({ targetHost, targetPort: 7401, start: false })
    },
  )

  it('[LST4] a listener must not dial itself, also when the port was given by the system', async () => {
    const refusal = { code: 'target_is_listener' }
    const self = { targetHost: '127.0.0.1', targetPort: 6400 }
    await expect(kit.listeners.create({ ...self, port: 6400 })).rejects.toMatchObject(refusal)
    const { id, boundPort } = await kit.listeners.create(target)
    await expect(
      kit.listeners.change(id, { targetHost: '127.0.0.1', targetPort: boundPort! }),
    ).rejects.toMatchObject(refusal)
  })

  it('[LST5] a name that cannot be resolved, or not soon, does not hold up a person', async () => {
    expect(await kit.listeners.create({ targetHost: 'nowhere.test', targetPort: 1 })).toMatchObject({
      state: 'listening',
    })
    const slow = kit.listeners.create({ targetHost: 'slow.test', targetPort: 7400 })
    await settle()
    await kit.timers.pass(10_000)
    expect(await slow).toMatchObject({ state: 'listening' })
  })

  it('[LST6] another port rebinds; if that fails nothing changes and the listener goes on', async () => {
    const { id } = await kit.listeners.create({ ...target, port: 6400 })
    expect(await kit.listeners.change(id, { port: 6401 })).toMatchObject({
      boundPort: 6401,
      state: 'listening',
    })
    kit.engine.taken.add(6402)
    await expect(kit.listeners.change(id, { port: 6402, name: 'moved' })).rejects.toMatchObject({
      code: 'port_in_use',
      message: 'Port 6402 is in use.',
    })
    expect(kit.listeners.get(id)).toMatchObject({
      port: 6401,
      boundPort: 6401,
      state: 'listening',
      error: null,
    })
    expect((await kit.catalog.listeners())[0]).toMatchObject({ port: 6401 })
    expect(await kit.listeners.change(id, { port: 6403 })).toMatchObject({ state: 'listening', error: null })
  })

  it('[LST11] listeners that would lead to each other in a circle are refused, a chain is not', async () => {
    const last = await kit.listeners.create({ ...target, port: 6410 })
    const middle = await kit.listeners.create({ targetHost: '127.0.0.1', targetPort: 6410, port: 6411 })
    const first = await kit.listeners.create({ targetHost: '127.0.0.1', targetPort: 6411, port: 6412 })
    expect([middle.state, first.state]).toEqual(['listening', 'listening'])
    await expect(
      kit.listeners.change(last.id, { targetHost: '127.0.0.1', targetPort: 6412 }),
    ).rejects.toMatchObject({ code: 'target_is_listener' })
  })

  it('[LST7] other settings hold for new connections without a rebind', async () => {
    const { id, boundPort } = await kit.listeners.create(target)
    kit.engine.taken.add(boundPort!)
    const changed = await kit.listeners.change(id, { name: 'cache', port: boundPort!, hexLog: 'off' })
    expect(changed).toMatchObject({ name: 'cache', hexLog: 'off', boundPort, state: 'listening' })
    expect(kit.engine.listening.get(id)).toMatchObject({ name: 'cache', hexLog: 'off' })
    expect((await kit.catalog.listeners())[0]).toMatchObject({ name: 'cache' })
  })

  it('[LST8] after a restart listeners come back as they were wanted, numbers go on, one failure hurts nobody', async () => {
    const running = await kit.listeners.create({ ...target, port: 6400 })
    const stopped = await kit.listeners.create({ ...target, port: 6401 })
    await kit.listeners.stop(stopped.id)
    const broken = await kit.listeners.create({ ...target, port: 6402 })
    const session = kit.session(running.id)
    await kit.catalog.flush()
    kit.engine.taken.add(6402)
    kit.engine.listening.clear()

    const { catalog, engine, sequence } = kit
    const sessions = {
      onChange: () => () => {},
      openConnections: () => 0,
    }
    const guard = { check: () => Promise.resolve(), leadsTo: () => Promise.resolve(false) }
    const newId = () => running.id
    const again = new ListenerBook({
      engine,
      store: catalog,
      sessions,
      guard,
      sequence,
      newId,
      nowMs: () => 0,
    })
    await again.restore()
    expect(again.list().listeners.map(({ id, state }) => [id, state])).toEqual([
      [running.id, 'listening'],
      [stopped.id, 'stopped'],
      [broken.id, 'failed'],
    ])
    expect(again.get(running.id).sessions).toBe(session.facts.number)
    expect(kit.engine.listening.get(running.id)?.lastNumber).toBe(session.facts.number)
  })

  it('[LST9] accept errors are counted and shown until it accepts again', async () => {
    const { id } = await kit.listeners.create(target)
    kit.engine.emit({ acceptErrors: [{ id, count: 3, message: 'too many open files' }] })
    expect(told.at(-1)).toMatchObject({ acceptErrors: 3, error: { message: 'too many open files' } })
    expect(kit.health.status().acceptErrors).toBe(3)
    kit.session(id)
    expect(told.at(-1)).toMatchObject({ acceptErrors: 3, error: null, openConnections: 1, sessions: 1 })
  })

  it('[LST10] a deleted listener is gone, its sessions stay', async () => {
    const { id } = await kit.listeners.create(target)
    const session = kit.session(id).open()
    const removed: string[] = []
    kit.listeners.onChange((changes) => removed.push(...changes.removed))
    await kit.listeners.remove(id)
    expect(removed).toEqual([id])
    expect(kit.engine.listening.size).toBe(0)
    session.close()
    expect((await kit.sessions.list({ listener: id })).sessions).toMatchObject([{ id: session.id }])
    await expect(kit.listeners.start(id)).rejects.toMatchObject({ code: 'listener_not_found' })
    await expect(kit.listeners.remove(id)).rejects.toMatchObject({ code: 'listener_not_found' })
  })

  it('[LST11] requests about one listener run one after the other', async () => {
    const { id } = await kit.listeners.create({ ...target, port: 6400 })
    const results = await Promise.allSettled([
      kit.listeners.stop(id),
      kit.listeners.start(id),
      kit.listeners.change(id, { port: 6405 }),
      kit.listeners.stop(id),
      kit.listeners.remove(id),
      kit.listeners.start(id),
    ])
    await settle()
    expect(results.map((one) => one.status)).toEqual([...Array<string>(5).fill('fulfilled'), 'rejected'])
    expect(kit.engine.listening.size).toBe(0)
    expect(kit.listeners.list().listeners).toEqual([])
  })

  it('[LST12] what it accepts before it is remembered, or while it is changed, is counted', async () => {
    const start = kit.engine.startListener.bind(kit.engine)
    kit.engine.startListener = async (settings) => {
      const address = await start(settings)
      kit.session(settings.id)
      return address
    }
    const { id, sessions } = await kit.listeners.create({ ...target, port: 6400 })
    expect(sessions).toBe(1)
    const changed = await kit.listeners.change(id, { port: 6401 })
    expect(changed).toMatchObject({ boundPort: 6401, sessions: 2, openConnections: 2 })
    kit.engine.updateListener = (settings) => {
      expect(settings).toMatchObject({ name: 'cache', lastNumber: 2 })
      kit.session(id)
      return Promise.resolve()
    }
    expect(await kit.listeners.change(id, { name: 'cache' })).toMatchObject({ sessions: 3 })
  })

  it('[LST13] one that the catalog cannot forget, or remember, goes on as it was', async () => {
    const listener = await kit.listeners.create({ ...target, port: 6400 })
    const fault = new CatalogFault('catalog_busy', 'The catalog is busy.')
    kit.catalog.deleteListener = () => Promise.reject(fault)
    kit.catalog.saveListener = () => Promise.reject(fault)
    await expect(kit.listeners.remove(listener.id)).rejects.toBe(fault)
    await expect(kit.listeners.change(listener.id, { port: 6401 })).rejects.toBe(fault)
    await expect(kit.listeners.create({ ...target, port: 6402 })).rejects.toBe(fault)
    expect(kit.listeners.list().listeners).toEqual([listener])
    expect([...kit.engine.listening.values()].map(({ port }) => port)).toEqual([6400])
  })
})
