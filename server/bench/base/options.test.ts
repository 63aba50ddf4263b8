import { describe, expect, it } from 'vitest'
import { OptionError, parseOptions } from './options.ts'

describe('the options of the benchmark', () => {
  it('[BENCH5] without any: everything, thoroughly', () => {
    const { quick, rounds, only, also, stream, action } = parseOptions([])
    expect({ quick, rounds, only, also, stream, action }).toEqual({
      quick: false,
      rounds: 5,
      only: [],
      also: [],
      stream: 20e9,
      action: 'run',
    })
  })

  it('[BENCH6] quick means fewer rounds and less data, unless they are given', () => {
    expect(parseOptions(['--quick'])).toMatchObject({ quick: true, rounds: 1, stream: 1e9 })
    expect(parseOptions(['--quick', '--rounds', '7', '--stream', '3g'])).toMatchObject({
      rounds: 7,
      stream: 3e9,
    })
  })

  it('[BENCH7] another proxy has a name and a place for both ports', () => {
    const text = 'go=/bin/go -port {target} -listen={listen} -x=1'
    expect(parseOptions(['--also', text, '--also', 'c=c {listen} {target}']).also).toEqual([
      { name: 'go', command: '/bin/go -port {target} -listen={listen} -x=1' },
      { name: 'c', command: 'c {listen} {target}' },
    ])
    expect(() => parseOptions(['--also', 'go=/bin/go {listen}'])).toThrow('{target}')
  })

  it.each([
    ['--rounds', '0'],
    ['--rounds', 'many'],
    ['--big', '10 GB'],
    ['--big', '0'],
    ['--also', 'nameless'],
    ['--nonsense'],
    ['stray'],
  ])('[BENCH8] what makes no sense is refused with a sentence: %s %s', (...argv) => {
    expect(() => parseOptions(argv.filter((word) => word !== undefined))).toThrow(OptionError)
  })
})
