import { describe, expect, it } from 'vitest'
import { inOneLine } from './failure.ts'

describe('what is kept of an error', () => {
  it('[BENCH17] its first line, never its stack, and no place on this machine', () => {
    expect(inOneLine(new Error('went wrong\n    at run (/home/me/bench.ts:1:2)'))).toBe('went wrong')
    expect(inOneLine(new Error("ENOENT, open '/home/me/.cache/data-1/x.log'"))).toBe("ENOENT, open 'x.log'")
    expect(inOneLine('no file:///srv/me/load.ts')).toBe('no load.ts')
    expect(inOneLine(new Error('/api/sessions/1/matches: 500 from 127.0.0.1:80'))).toBe(
      '/api/sessions/1/matches: 500 from 127.0.0.1:80',
    )
    expect(inOneLine(new Error('12 MB/s, http://127.0.0.1:1/a/b'))).toBe('12 MB/s, http://127.0.0.1:1/a/b')
  })
})
