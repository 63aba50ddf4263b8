import { describe, expect, it } from 'vitest'
import { GiveWay } from './giveWay.ts'

/** A machine whose traffic and idle processors go on evenly as its clock does. */
class Machine {
  nowMs = 0
  passed = 0
  idleMs = 0
  /** Bytes a ms. */
  pace = 0
  /** Processors that have nothing to do. */
  idle = 0
  /** How often the follower went to rest. */
  rests = 0

  readonly giveWay = new GiveWay(
    () => this.passed % 2 ** 32,
    () => this.idleMs,
    () => this.nowMs,
  )

  wait(ms: number): void {
    this.nowMs += ms
    this.passed += ms * this.pace
    this.idleMs += ms * this.idle
  }

  /** Writes blocks of so many ms, and rests when it shall. @returns the share of the time at work */
  follow(forMs: number, blockMs: number): number {
    const until = this.nowMs + forMs
    let atWork = 0
    while (this.nowMs < until) {
      this.wait(blockMs)
      atWork += blockMs
      this.giveWay.worked(blockMs)
      let rest = this.giveWay.restMs()
      if (rest > 0) this.rests++
      for (; rest > 0; rest = this.giveWay.restMs()) {
        expect(rest).toBeLessThanOrEqual(10)
        this.wait(rest)
      }
    }
    return atWork / forMs
  }
}

const MB_A_SECOND = 1000

describe('giving way to the traffic', () => {
  it('[REST1] a tenth of the time is left to work while much passes and no processor is idle', () => {
    const machine = new Machine()
    machine.pace = 300 * MB_A_SECOND
    machine.follow(100, 2)
    expect(machine.follow(2000, 2)).toBeCloseTo(0.1, 1)
    // However long a block took: the next one comes.
    expect(machine.follow(4000, 100)).toBeGreaterThan(0.25)
  })

  it('[REST5] blocks of small sessions are done some at a time, and small messages are given way to as well', () => {
    const machine = new Machine()
    machine.pace = 2 * MB_A_SECOND
    machine.follow(100, 0.2)
    machine.rests = 0
    expect(machine.follow(2000, 0.2)).toBeCloseTo(0.1, 1)
    expect(machine.rests).toBeLessThan(100)
  })

  it.each([
    ['little passes', 0.4, 0],
    ['processors are idle', 300, 1],
  ])('[REST2] there is no rest while %s', (_, megabytes, idle) => {
    const machine = new Machine()
    machine.pace = megabytes * MB_A_SECOND
    machine.idle = idle
    expect(machine.follow(1000, 2)).toBe(1)
  })

  it('[REST3] a rest ends soon after the traffic does, and what was left is done at once', () => {
    const machine = new Machine()
    machine.pace = 300 * MB_A_SECOND
    machine.follow(1000, 20)
    machine.giveWay.worked(20)
    expect(machine.giveWay.restMs()).toBeGreaterThan(0)
    machine.pace = 0
    for (const began = machine.nowMs; machine.giveWay.restMs() > 0; machine.wait(10)) {
      expect(machine.nowMs - began).toBeLessThan(30)
    }
    expect(machine.follow(1000, 20)).toBe(1)
  })

  it('[REST4] the count of what has passed may begin anew at 4 GiB', () => {
    const machine = new Machine()
    machine.passed = 2 ** 32 - 1_000_000
    const { giveWay } = machine
    machine.pace = 300 * MB_A_SECOND
    machine.wait(60)
    giveWay.worked(5)
    expect(giveWay.restMs()).toBeGreaterThan(0)
    expect(machine.passed).toBeGreaterThan(2 ** 32)
  })
})
