import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { accepted, type Connection, type LifecycleCommand, type LifecycleEvent, reduce } from './lifecycle.ts'

/** A transcript: each event with the commands it must give, in order, and nothing else. */
function play(): Transcript {
  return new Transcript()
}

class Transcript {
  #state: Connection = accepted()

  on(event: LifecycleEvent, ...expected: string[]): this {
    const [state, commands] = reduce(this.#state, event)
    this.#state = state
    expect(commands.map(short)).toEqual(expected)
    return this
  }

  open(): this {
    return this.on({ type: 'dialed' }, 'mark connected downstream', 'startCopying')
  }
}

function short(command: LifecycleCommand): string {
  switch (command.type) {
    case 'end':
    case 'reset':
      return `${command.type} ${command.side}`
    case 'mark':
      return `mark ${command.code} ${command.direction}`
    case 'finish':
      return `finish ${command.reason.cause} by ${command.reason.by}`
    case 'startCopying':
      return 'startCopying'
  }
}

describe('the life of a connection', () => {
  it('[LC1] a half-close is passed on and the other direction lives until its own FIN', () => {
    play()
      .open()
      .on({ type: 'ended', side: 'client' }, 'mark ended upstream', 'end target')
      .on({ type: 'ended', side: 'target' }, 'mark ended downstream', 'end client')
      .on({ type: 'gone', side: 'client' })
      .on({ type: 'gone', side: 'target' }, 'finish fin by client')
  })

  it('[LC2] the same begun by the target', () => {
    play()
      .open()
      .on({ type: 'ended', side: 'target' }, 'mark ended downstream', 'end client')
      .on({ type: 'ended', side: 'client' }, 'mark ended upstream', 'end target')
      .on({ type: 'gone', side: 'target' })
      .on({ type: 'gone', side: 'client' }, 'finish fin by target')
  })

  it('[LC3] a reset is passed on as a reset, to the other side only', () => {
    play()
      .open()
      .on({ type: 'failed', side: 'target', code: 'ECONNRESET' }, 'mark reset downstream', 'reset client')
      .on({ type: 'gone', side: 'target' })
      .on({ type: 'gone', side: 'client' }, 'finish reset by target')
  })

  it('[LC4] a reset after a half-close names who reset', () => {
    play()
      .open()
      .on({ type: 'ended', side: 'client' }, 'mark ended upstream', 'end target')
      .on({ type: 'failed', side: 'client', code: 'EPIPE' }, 'mark reset upstream', 'reset target')
      .on({ type: 'gone', side: 'client' })
      .on({ type: 'gone', side: 'target' }, 'finish reset by client')
  })

  it('[LC5] a refused dial resets the client and ends as refused by the target', () => {
    play()
      .on(
        { type: 'dialFailed', cause: 'refused', code: 'ECONNREFUSED' },
        'mark reset downstream',
        'reset client',
      )
      .on({ type: 'gone', side: 'client' }, 'finish refused by target')
  })

  it('[LC6] a target that does not answer leaves a timeout mark', () => {
    play()
      .on(
        { type: 'dialFailed', cause: 'connect-timeout', code: null },
        'mark timeout downstream',
        'reset client',
      )
      .on({ type: 'gone', side: 'client' }, 'finish connect-timeout by target')
  })

  it('[LC7] closing while the dial is under way does not leave the target alone', () => {
    play()
      .on({ type: 'closeRequested', cause: 'closed-here' }, 'reset client')
      .on({ type: 'dialed' }, 'reset target')
      .on({ type: 'gone', side: 'client' })
      .on({ type: 'gone', side: 'target' }, 'finish closed-here by tcpscope')
  })

  it('[LC8] a silent peer that the system gives up on is a timeout, not a reset', () => {
    play()
      .open()
      .on({ type: 'failed', side: 'client', code: 'ETIMEDOUT' }, 'mark timeout upstream', 'reset target')
      .on({ type: 'gone', side: 'client' })
      .on({ type: 'gone', side: 'target' }, 'finish timeout by client')
  })

  it('[LC9] events that come twice or late change nothing', () => {
    play()
      .open()
      .on({ type: 'ended', side: 'client' }, 'mark ended upstream', 'end target')
      .on({ type: 'ended', side: 'client' })
      .on({ type: 'closeRequested', cause: 'shutdown' }, 'reset client', 'reset target')
      .on({ type: 'ended', side: 'target' })
      .on({ type: 'gone', side: 'client' })
      .on({ type: 'gone', side: 'client' })
      .on({ type: 'gone', side: 'target' }, 'finish shutdown by tcpscope')
      .on({ type: 'gone', side: 'target' })
      .on({ type: 'closeRequested', cause: 'closed-here' })
  })

  it('[LC10] in any order of events there is one finish, after both sockets are gone, and nothing behind it', () => {
    const side = fc.constantFrom('client' as const, 'target' as const)
    const event: fc.Arbitrary<LifecycleEvent> = fc.oneof(
      fc.constant({ type: 'dialed' as const }),
      fc.record({
        type: fc.constant('dialFailed' as const),
        cause: fc.constantFrom('refused' as const, 'unresolved' as const),
        code: fc.constant(null),
      }),
      fc.record({ type: fc.constant('ended' as const), side }),
      fc.record({
        type: fc.constant('failed' as const),
        side,
        code: fc.constantFrom('ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EIO'),
      }),
      fc.record({ type: fc.constant('gone' as const), side }),
      fc.record({ type: fc.constant('closeRequested' as const), cause: fc.constant('closed-here' as const) }),
    )
    fc.assert(
      fc.property(fc.array(event, { maxLength: 20 }), (events) => {
        let state = accepted()
        const commands: LifecycleCommand[] = []
        const all: LifecycleEvent[] = [
          ...events,
          { type: 'gone', side: 'client' },
          { type: 'gone', side: 'target' },
        ]
        for (const next of all) {
          const [after, given] = reduce(state, next)
          if (state.phase === 'closed') expect(given.filter(({ type }) => type !== 'reset')).toEqual([])
          state = after
          commands.push(...given)
        }
        expect(commands.filter(({ type }) => type === 'finish')).toHaveLength(1)
        expect(state).toMatchObject({ phase: 'closed', gone: { client: true, target: true } })
        expect(commands.filter(({ type }) => type === 'startCopying').length).toBeLessThanOrEqual(1)
      }),
    )
  })
})
