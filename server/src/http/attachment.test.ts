import { describe, expect, it } from 'vitest'
import { attachment } from './attachment.ts'

describe('attachment', () => {
  it('[SEC8] a plain name stays as it is', () => {
    expect(attachment('log-1-[--1]-80.log')).toBe(
      `attachment; filename="log-1-[--1]-80.log"; filename*=UTF-8''log-1-%5B--1%5D-80.log`,
    )
  })

  it.each([
    'a"b.log',
    'a\r\nSet-Cookie: x=1.log',
    'a;b=c.log',
    '../../etc/passwd',
    '..\\..\\boot.ini',
    'gpj.\u202Eexe.log',
    'a\u0000b',
    'naïve ☕.log',
    '\uD800lone',
    'x'.repeat(4096),
  ])('[SEC8] %j cannot leave its field', (name) => {
    const header = attachment(name)
    expect(header).toMatch(
      /^attachment; filename="[A-Za-z0-9.\-_ ()[\]]*"; filename\*=UTF-8''[A-Za-z0-9.\-_~!%]*$/,
    )
    expect(header.length).toBeLessThan(2_200)
    expect(header).not.toMatch(/%(?:0D|0A|00|2F|5C|E2%80%AE)/i)
  })
})
