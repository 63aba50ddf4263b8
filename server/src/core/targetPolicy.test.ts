import { describe, expect, it } from 'vitest'
import { canonicalIp, isOwnControlPort, isOwnListener } from './targetPolicy.ts'

const OWN = ['127.0.0.1', '192.168.1.20', 'fe80::1c2:3d%eth0', '2001:db8::7']

const at = (host: string, port = 9000) => ({ host, port })

describe('target policy', () => {
  it.each([
    '127.0.0.1',
    '127.8.9.1',
    'localhost',
    'LOCALHOST.',
    'a.localhost',
    '::1',
    '[::1]',
    '0.0.0.0',
    '0.1.2.3',
    '::',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:0.0.0.0',
    '0:0:0:0:0:0:0:1',
    '192.168.1.20',
    '::ffff:192.168.1.20',
    'fe80::1c2:3d',
    'fe80::1c2:3d%lo',
    '2001:DB8:0::7',
  ])('[SEC2] %s at the control port is our own', (host) => {
    expect(isOwnControlPort({ host, port: 7400 }, 7400, OWN)).toBe(true)
    expect(isOwnControlPort({ host, port: 7401 }, 7400, OWN)).toBe(false)
    expect(isOwnControlPort({ host, port: 7400 }, null, OWN)).toBe(false)
  })

  it.each(['192.168.1.21', '10.0.0.1', '2001:db8::8', 'example.test', 'notlocalhost', '128.0.0.1'])(
    '[SEC2] %s is somebody else',
    (host) => {
      expect(isOwnControlPort({ host, port: 7400 }, 7400, OWN)).toBe(false)
    },
  )

  it('[SEC2] addresses have one spelling', () => {
    expect(canonicalIp('::ffff:10.0.0.1')).toBe('10.0.0.1')
    expect(canonicalIp('2001:DB8:0:0::7')).toBe('2001:db8::7')
    expect(canonicalIp('127.1')).toBeUndefined()
    expect(canonicalIp('host')).toBeUndefined()
  })

  it('[SEC2] a listener must not dial itself, also when one of the two is a wildcard', () => {
    expect(isOwnListener(at('127.0.0.1'), at('127.0.0.1'), OWN)).toBe(true)
    expect(isOwnListener(at('::ffff:127.0.0.1'), at('127.0.0.1'), OWN)).toBe(true)
    expect(isOwnListener(at('192.168.1.20'), at('0.0.0.0'), OWN)).toBe(true)
    expect(isOwnListener(at('0.0.0.0'), at('127.0.0.1'), OWN)).toBe(true)
    expect(isOwnListener(at('127.0.0.1', 9001), at('127.0.0.1'), OWN)).toBe(false)
    expect(isOwnListener(at('127.0.0.2'), at('127.0.0.1'), OWN)).toBe(false)
    expect(isOwnListener(at('10.0.0.9'), at('0.0.0.0'), OWN)).toBe(false)
    expect(isOwnListener(at('127.0.0.1', 0), at('127.0.0.1', 0), OWN)).toBe(false)
  })
})
