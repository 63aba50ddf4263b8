/// <reference lib="dom" />

// What runs inside of the page. Each function is sent there as its text: it must not use anything around it.

/** What a scroll is asked to do. */
export interface ScrollPlan {
  readonly seconds: number
  /** Rows a frame. */
  readonly step: number
  /** Frames between jumps to another place, and rows of one; 0: none. */
  readonly jumpEvery: number
  readonly jump: number
}

/** Turns the wheel once a frame. @returns times between frames, ms */
export async function scrollFrames(surface: Element, plan: ScrollPlan): Promise<number[]> {
  const wheel = (rows: number): void => {
    surface.dispatchEvent(
      new WheelEvent('wheel', { deltaY: rows, deltaMode: 1, bubbles: true, cancelable: true }),
    )
  }
  const times: number[] = []
  let before = await new Promise<number>((resolve) => requestAnimationFrame(resolve))
  const end = before + plan.seconds * 1000
  for (let i = 1; before < end; i++) {
    wheel(plan.jumpEvery > 0 && i % plan.jumpEvery === 0 ? plan.jump : plan.step)
    const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve))
    times.push(now - before)
    before = now
  }
  return times
}

/**
 * Notes when each new last row of a hex pane was painted: the first task after the frame that drew it.
 * `paintTimes` (on the window) becomes a list of [offset of the last row, ms since 1970], rising.
 */
export function watchPaint(surface: Element): void {
  const seen: [number, number][] = []
  let newest = -1
  // The page's clock began when it was loaded; the largest difference is the one that nothing delayed.
  let ahead = -Infinity
  for (let i = 0; i < 1000; i++) {
    ahead = Math.max(ahead, Date.now() - performance.timeOrigin - performance.now())
  }
  const look = (): void => {
    const text = surface.querySelector('.hexrows-line:last-child')?.textContent ?? ''
    const offset = parseInt(text, 16)
    if (text.includes('··') || !(offset > newest)) return
    newest = offset
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.addEventListener('message', () => {
        seen.push([offset, performance.timeOrigin + performance.now() + ahead])
        port1.close()
      })
      port1.start()
      port2.postMessage(null)
    })
  }
  const observer = new MutationObserver(look)
  observer.observe(surface, { subtree: true, childList: true, characterData: true })
  Object.assign(globalThis, { paintTimes: seen })
}

/** What `watchPaint` has noted so far. */
export function paintTimes(): [number, number][] {
  return (globalThis as unknown as { paintTimes: [number, number][] }).paintTimes
}

/** Opens a session as a click does, without loading the page anew. @returns ms until its first bytes are painted */
export async function openAndWait(id: string): Promise<number> {
  const row = 'section[aria-label="target to client bytes"] .hexrows-line'
  const began = performance.now()
  history.pushState(null, '', `/sessions/${id}`)
  for (let line = ''; line === '' || line.includes('··');) {
    if (performance.now() - began > 5000) throw new Error('no bytes after 5 s')
    await new Promise((resolve) => requestAnimationFrame(resolve))
    line = document.querySelector(row)?.textContent ?? ''
  }
  await new Promise((resolve) => requestAnimationFrame(resolve))
  const ms = performance.now() - began
  history.pushState(null, '', '/')
  while (document.querySelector(row)) await new Promise((resolve) => requestAnimationFrame(resolve))
  return ms
}
