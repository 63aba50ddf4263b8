import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ListenerId, SessionId } from '../base/index.ts'
import { nanos } from '../base/index.ts'
import {
  CLOSE_CAUSES,
  INDEX_PREFIX,
  type IndexRecord,
  MARK_CODES,
  type MarkCode,
  MAX_RECORD_LENGTH,
  RECORD_SIZE,
  RECORD_TAKEN_AT,
  RECORD_TEXT_AT,
  type SessionFacts,
  closeCauseCode,
  closeCauseOf,
  closedByCode,
  closedByOf,
  decodeIndexHeader,
  decodeRecord,
  decodeRecords,
  encodeIndexHeader,
  encodeRecord,
  frameDetail,
  indexHeaderSize,
  isHeld,
  isStrict,
  loopWaitNs,
  logNames,
  patchTime,
} from './index.ts'

const direction = fc.constantFrom('upstream' as const, 'downstream' as const)
const u32 = fc.integer({ min: 0, max: MAX_RECORD_LENGTH })
const u53 = fc.maxSafeNat()
const time = u53.map(nanos)
const common = {
  direction,
  detail: fc.nat(255),
  length: u32,
  number: u32,
  otherNumber: u32,
  offset: u53,
  otherOffset: u53,
  readNs: time,
}

const frame = fc.record({
  kind: fc.constant('frame' as const),
  ...common,
  atOnce: fc.boolean(),
  takenNs: time,
  loggedNs: time,
  textNs: time,
})
const mark = fc.record({
  kind: fc.constant('mark' as const),
  ...common,
  code: fc.constantFrom(...MARK_CODES.filter((code): code is MarkCode => code !== 'none')),
})
const record: fc.Arbitrary<IndexRecord> = fc.oneof(frame, mark)

function encodeAll(records: readonly IndexRecord[]): Uint8Array {
  const bytes = new Uint8Array(records.length * RECORD_SIZE)
  const view = new DataView(bytes.buffer)
  records.forEach((one, i) => encodeRecord(view, i * RECORD_SIZE, one))
  return bytes
}

describe('frame records', () => {
  it('[IDX1] every record comes back as it was written, wherever its block lies in memory', () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 20 }), fc.nat(7), (records, shift) => {
        const block = encodeAll(records)
        const moved = new Uint8Array(block.length + shift)
        moved.set(block, shift)
        expect(decodeRecords(moved.subarray(shift))).toEqual(records)
      }),
    )
  })

  it('[IDX2] a record that is torn at the end is left out, the whole ones before it are kept', () => {
    fc.assert(
      fc.property(
        fc.array(record, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: RECORD_SIZE - 1 }),
        (records, missing) => {
          const block = encodeAll(records)
          expect(decodeRecords(block.subarray(0, block.length - missing))).toEqual(records.slice(0, -1))
        },
      ),
    )
  })

  it('[IDX3] a record of a kind of a later version is skipped, its neighbours are read', () => {
    fc.assert(
      fc.property(record, fc.integer({ min: 3, max: 255 }), (one, kind) => {
        const block = encodeAll([one, one, one])
        block[RECORD_SIZE] = kind
        expect(decodeRecords(block)).toEqual([one, one])
      }),
    )
  })

  it('[IDX4] unknown mark codes and the code "none" are no records', () => {
    const block = encodeAll([{ ...fc.sample(mark, { seed: 1, numRuns: 1 })[0]! }])
    for (const code of [0, MARK_CODES.length, 255]) {
      block[2] = code
      expect(decodeRecord(new DataView(block.buffer), 0)).toBeUndefined()
    }
  })

  it('[IDX5] a later-known time changes that time alone', () => {
    fc.assert(
      fc.property(frame, time, time, (one, taken, text) => {
        const block = encodeAll([one, one, one])
        const view = new DataView(block.buffer)
        patchTime(view, RECORD_SIZE, RECORD_TAKEN_AT, taken)
        patchTime(view, RECORD_SIZE, RECORD_TEXT_AT, text)
        expect(decodeRecords(block)).toEqual([one, { ...one, takenNs: taken, textNs: text }, one])
      }),
    )
  })

  it('[IDX6] the layout is the documented one, byte by byte', () => {
    const block = encodeAll([
      {
        kind: 'frame',
        direction: 'downstream',
        atOnce: true,
        detail: 0x0b,
        length: 0x04_03_02_01,
        number: 0x08_07_06_05,
        otherNumber: 0x0c_0b_0a_09,
        offset: 0x10_0f_0e_0d_0c_0b_0a,
        otherOffset: 1,
        readNs: nanos(2),
        takenNs: nanos(3),
        loggedNs: nanos(4),
        textNs: nanos(5),
      },
    ])
    expect([...block].map((b) => b.toString(16).padStart(2, '0')).join(' ')).toBe(
      [
        '01 01 01 0b',
        '01 02 03 04',
        '05 06 07 08',
        '09 0a 0b 0c',
        '0a 0b 0c 0d 0e 0f 10 00',
        '01 00 00 00 00 00 00 00',
        '02 00 00 00 00 00 00 00',
        '03 00 00 00 00 00 00 00',
        '04 00 00 00 00 00 00 00',
        '05 00 00 00 00 00 00 00',
      ].join(' '),
    )
  })
})

const facts: SessionFacts = {
  id: '01932f6b-5c3a-7abc-8def-0123456789ab' as SessionId,
  listenerId: '01932f6b-5c3a-7abc-8def-0123456789ac' as ListenerId,
  number: 7,
  startedAtMs: Date.UTC(2012, 8, 3, 4, 5, 6),
  utcOffsetMin: 120,
  client: { host: '127.0.0.1', port: 53_122 },
  target: { host: 'mail.example.test', port: 110 },
  local: { host: '10.0.0.2', port: 40_000 },
  remote: { host: '10.0.0.9', port: 110 },
  dialError: null,
  hexLog: 'live',
}

describe('what else is known of a frame', () => {
  it('[IDX11] held, strict and a wait that is never told longer than it was, nor at less than half of it', () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.boolean(),
        fc.integer({ min: 0, max: 2 ** 31 - 1 }),
        (held, strict, waited) => {
          const detail = frameDetail(held, strict, waited)
          expect(detail).toBeLessThan(256)
          expect([isHeld(detail), isStrict(detail)]).toEqual([held, strict])
          expect(loopWaitNs(detail)).toBeLessThanOrEqual(waited)
          expect(loopWaitNs(detail)).toBeGreaterThanOrEqual(waited < 1024 ? 0 : waited / 2)
        },
      ),
    )
    expect(loopWaitNs(frameDetail(true, true, 1e15))).toBe(2 ** 30)
    expect([isHeld(0), isStrict(0), loopWaitNs(0)]).toEqual([false, false, 0])
  })
})

describe('index header', () => {
  it('[IDX7] the facts come back whole, and the records begin at a multiple of 64', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 400 }),
        fc.option(fc.string()),
        fc.nat(),
        (host, dialError, number) => {
          const written = { ...facts, number, dialError, target: { host, port: 1 } }
          const header = encodeIndexHeader(written)
          expect(header.length % 64).toBe(0)
          expect(indexHeaderSize(header.subarray(0, INDEX_PREFIX))).toBe(header.length)
          // A reader has the records behind the header in hand, too.
          const file = new Uint8Array(header.length + 100).fill(0xff)
          file.set(header)
          expect(decodeIndexHeader(file)).toEqual(written)
        },
      ),
    )
  })

  it('[IDX8] what is no index, too short, or of another version is refused in words', () => {
    const good = encodeIndexHeader(facts)
    const broken = (at: number, value: number) => {
      const copy = good.slice()
      copy[at] = value
      return copy
    }
    expect(() => indexHeaderSize(good.subarray(0, 15))).toThrow('shorter')
    expect(() => indexHeaderSize(broken(0, 0x58))).toThrow('not a frame index')
    expect(() => indexHeaderSize(broken(4, 2))).toThrow('version')
    expect(() => indexHeaderSize(broken(6, 32))).toThrow('record size')
    expect(() => indexHeaderSize(broken(8, 1))).toThrow('broken header')
    expect(() => decodeIndexHeader(broken(13, 0xff))).toThrow('broken header')
    expect(() => decodeIndexHeader(good.subarray(0, good.length - 1))).toThrow('shorter')
  })
})

describe('close causes', () => {
  it('[IDX9] cause and closer survive the one byte they have in a `closed` mark', () => {
    for (const cause of CLOSE_CAUSES) {
      for (const by of ['client', 'target', 'tcpscope'] as const) {
        const detail = closeCauseCode(cause) * 4 + closedByCode(by)
        expect(detail).toBeLessThan(256)
        expect(closeCauseOf(detail >> 2)).toBe(cause)
        expect(closedByOf(detail & 3)).toBe(by)
      }
    }
    expect(closeCauseOf(63)).toBe('error')
    expect(closedByOf(3)).toBe('tcpscope')
  })

  it('[IDX10] the numbers on disk are these, forever', () => {
    expect(CLOSE_CAUSES.slice(0, 12)).toEqual([
      'fin',
      'reset',
      'refused',
      'connect-timeout',
      'timeout',
      'unreachable',
      'unresolved',
      'denied',
      'closed-here',
      'shutdown',
      'interrupted',
      'error',
    ])
    expect(MARK_CODES.slice(0, 7)).toEqual([
      'none',
      'connected',
      'ended',
      'reset',
      'timeout',
      'gap',
      'closed',
    ])
  })
})

describe('file names', () => {
  it("[NAME1] the logs carry the ancestor's names", () => {
    expect(logNames(facts)).toEqual({
      hex: 'log-2012.09.03-06.05.06-0007-10.0.0.2-40000-10.0.0.9-110.log',
      upstream: 'log-binary-2012.09.03-06.05.06-0007-10.0.0.2-40000.log',
      downstream: 'log-binary-2012.09.03-06.05.06-0007-10.0.0.9-110.log',
      index: 'frames.idx',
    })
  })

  it('[NAME2] a target that never answered has names, too, and IPv6 has no colon in them', () => {
    expect(logNames({ ...facts, local: null, remote: null }).hex).toBe(
      'log-2012.09.03-06.05.06-0007-0.0.0.0-0-mail.example.test-110.log',
    )
    const six = { ...facts, local: { host: '::1', port: 4000 }, remote: { host: 'fe80::1%eth0', port: 1 } }
    expect(logNames(six).hex).toBe('log-2012.09.03-06.05.06-0007-[--1]-4000-[fe80--1%eth0]-1.log')
  })

  it('[NAME3] numbers beyond 9999 keep all their digits', () => {
    expect(logNames({ ...facts, number: 12_345 }).hex).toContain('-12345-')
  })

  it('[NAME4] no host, however hostile, leads out of the folder or needs quoting', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(65_535), (host, port) => {
        const names = logNames({ ...facts, local: null, remote: null, target: { host, port } })
        for (const name of Object.values(names)) expect(name).toMatch(/^[A-Za-z0-9.\-_[\]%]+$/)
        expect(names.upstream).not.toBe(names.hex)
      }),
    )
  })
})
