import { expect, test } from 'vitest'
import type { Listener } from '@tcpscope/shared/api'
import { ApiError } from '../../data/api.ts'
import {
  changedSettings,
  fieldsOf,
  NEW_FIELDS,
  placeError,
  placeFault,
  readFields,
  readTarget,
} from './listenerForm.ts'

const typed = { ...NEW_FIELDS, targetHost: 'example.test', targetPort: '110' }

test('[FORM1] what is typed becomes settings: seconds to ms, brackets off, an empty name left to the server', () => {
  expect(readFields({ ...typed, host: '[::1]', port: ' 8080 ', connectTimeoutMs: '2,5' })).toEqual({
    ok: true,
    value: {
      host: '::1',
      port: 8080,
      targetHost: 'example.test',
      targetPort: 110,
      connectTimeoutMs: 2500,
      hexLog: 'live',
      capture: 'normal',
    },
  })
  expect(readFields({ ...typed, name: ' mail ' })).toMatchObject({ value: { name: 'mail' } })
})

test.each([
  ['port', '65536'],
  ['port', '-1'],
  ['port', '1.5'],
  ['port', ''],
  ['targetPort', '0'],
  ['targetPort', 'http'],
  ['targetHost', '  '],
  ['host', ''],
  ['connectTimeoutMs', '0'],
  ['connectTimeoutMs', '601'],
  ['connectTimeoutMs', 'soon'],
  ['name', 'x'.repeat(81)],
] as const)('[FORM2] %s: %s is refused beside its field, and only there', (field, text) => {
  const read = readFields({ ...typed, [field]: text })
  expect(read.ok ? [] : Object.keys(read.errors)).toEqual([field])
})

test('[FORM3] the two-field card takes host:port, [v6]:port and a bare port', () => {
  expect(readTarget('example.com:80')).toMatchObject({ value: { targetHost: 'example.com', targetPort: 80 } })
  expect(readTarget('[::1]:6379')).toMatchObject({ value: { targetHost: '::1', targetPort: 6379 } })
  expect(readTarget('6379')).toMatchObject({ value: { targetHost: '127.0.0.1', targetPort: 6379 } })
  for (const text of ['', 'example.com', 'example.com:0', 'example.com:99999', 'http://x:80']) {
    expect(readTarget(text).ok).toBe(false)
  }
})

test('[FORM4] an edit sends what changed and nothing else', () => {
  const listener = {
    ...NEW_FIELDS,
    name: 'a',
    port: 1,
    targetHost: 'h',
    targetPort: 2,
    connectTimeoutMs: 10_000,
  }
  const same = readFields(fieldsOf(listener as unknown as Listener))
  if (!same.ok) throw new Error('not read')
  expect(changedSettings(listener as unknown as Listener, same.value)).toBeUndefined()
  expect(changedSettings(listener as unknown as Listener, { ...same.value, port: 9 })).toEqual({ port: 9 })
})

const refusal = (code: ConstructorParameters<typeof ApiError>[0], field: string | null) =>
  placeError(new ApiError(code, 'No.', field, 409))

test("[FORM5] the server's sentence stands beside the field it names, or that its code is about, or above", () => {
  expect(refusal('bad_request', 'targetHost')).toEqual({ errors: { targetHost: 'No.' }, general: null })
  expect(refusal('port_in_use', null)).toEqual({ errors: { port: 'No.' }, general: null })
  expect(refusal('internal', null)).toEqual({ errors: {}, general: 'No.' })
  expect(refusal('bad_request', 'whatever')).toEqual({ errors: {}, general: 'No.' })
})

test('[FORM6] settings that were saved but cannot be listened on keep the dialog open with the reason', () => {
  const error = { code: 'port_in_use', message: 'Port 80 is in use.' }
  expect(placeFault({ state: 'failed', error })).toEqual({ errors: { port: error.message }, general: null })
  expect(placeFault({ state: 'listening', error: null })).toBeNull()
})
