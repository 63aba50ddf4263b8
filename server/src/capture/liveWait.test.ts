import { describe, expect, it } from 'vitest'
import { LiveWait } from './liveWait.ts'

function connected(): LiveWait {
  const wait = new LiveWait()
  wait.mark('downstream', 'connected', 5)
  return wait
}

describe('what a live connection waits for', () => {
  it('[WAIT1] first for the target to answer, then for the client, and then for whoever did not speak last', () => {
    const wait = new LiveWait()
    expect(wait.now(true)).toEqual({ blocker: 'target-silent', sinceNs: 0 })
    wait.mark('downstream', 'connected', 5)
    expect(wait.now(true)).toEqual({ blocker: 'client-silent', sinceNs: 5 })
    wait.frame('upstream', 10, 12, false)
    expect(wait.now(true)).toEqual({ blocker: 'target-silent', sinceNs: 12 })
    wait.frame('downstream', 20, 21, false)
    expect(wait.now(true)).toEqual({ blocker: 'client-silent', sinceNs: 21 })
  })

  it('[WAIT2] bytes that a peer does not take are waited for before anything else, since the oldest of them', () => {
    const wait = connected()
    wait.frame('downstream', 10, 0, false)
    wait.frame('downstream', 11, 0, false)
    wait.frame('upstream', 12, 13, false)
    expect(wait.now(true)).toEqual({ blocker: 'client-not-reading', sinceNs: 10 })
    wait.frame('upstream', 14, 0, false)
    wait.taken('downstream', 20)
    expect(wait.now(true)).toEqual({ blocker: 'client-not-reading', sinceNs: 10 })
    wait.taken('downstream', 21)
    expect(wait.now(true)).toEqual({ blocker: 'target-not-reading', sinceNs: 14 })
    wait.taken('upstream', 22)
    expect(wait.now(true)).toEqual({ blocker: 'target-silent', sinceNs: 22 })
  })

  it('[WAIT3] nobody waits for a side that has sent FIN', () => {
    const wait = connected()
    wait.mark('upstream', 'ended', 10)
    expect(wait.now(true)).toEqual({ blocker: 'target-silent', sinceNs: 10 })
    wait.frame('downstream', 20, 21, false)
    expect(wait.now(true)).toEqual({ blocker: 'target-silent', sinceNs: 21 })
    wait.mark('downstream', 'ended', 30)
    expect(wait.now(true)).toEqual({ blocker: 'own', sinceNs: 30 })
  })

  it('[WAIT4] a source that is held for the recorder waits for the disk, until it is read again or the recorder is not behind', () => {
    const wait = connected()
    wait.frame('upstream', 10, 11, true)
    expect(wait.now(true)).toEqual({ blocker: 'disk', sinceNs: 10 })
    expect(wait.now(false)).toEqual({ blocker: 'target-silent', sinceNs: 11 })
    wait.frame('upstream', 20, 21, false)
    expect(wait.now(true)).toEqual({ blocker: 'target-silent', sinceNs: 21 })
  })
})
