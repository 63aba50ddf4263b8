import type { Session } from '@tcpscope/shared/api'
import type { Bench } from '../base/bench.ts'
import { openLonePage, openPage } from '../base/browser.ts'
import { LiveTab } from '../../test/kit/live.ts'
import type { Tcpscope } from '../proxies/tcpscope.ts'

// Who may watch the traffic of P7.

export interface Watcher {
  readonly name: string
  /** Whether there is such a one on this machine; else why was noted. */
  canCome(bench: Bench): Promise<boolean>
  /** Comes, before there is anything to see. */
  come(bench: Bench, scope: Tcpscope): Promise<Watching>
}

export interface Watching {
  /** Now there is: looks at this session. */
  readonly follow: (session: Session) => Promise<void>
  readonly leave: () => Promise<void>
}

const TABS = 10
const idle = (): Promise<void> => Promise.resolve()
const always = (): Promise<boolean> => Promise.resolve(true)

export const nobody: Watcher = {
  name: 'nobody',
  canCome: always,
  come: () => Promise.resolve({ follow: idle, leave: idle }),
}

/** Chromium on the session's page, with the end of the stream in view. */
export const browser: Watcher = {
  name: 'a browser follows',
  async canCome({ house, note }) {
    const opened = await openPage(house, 'about:blank', note)
    await opened?.close()
    return opened !== null
  },
  async come({ house }, { scope, api }) {
    const { page, letAlone, close } = await openLonePage(house, scope.url)
    const follow = async ({ id }: Session): Promise<void> => {
      await page.goto(`${api.base}/sessions/${id}`)
      const pane = page.getByRole('textbox', { name: 'target to client bytes' })
      await pane.locator('.hexrows-line').first().waitFor()
      await page.getByRole('button', { name: /^tail/, pressed: true }).first().waitFor()
      await letAlone()
    }
    return { follow, leave: close }
  },
}

export const list: Watcher = {
  name: `${TABS} tabs on the list`,
  canCome: always,
  async come(_, { scope }) {
    const tabs = await Promise.all(Array.from({ length: TABS }, () => LiveTab.open(scope)))
    return { follow: idle, leave: async () => tabs.forEach((tab) => tab.dispose()) }
  },
}

/** A tab that asks for everything of the session and then reads nothing of what it is sent. */
export const deaf: Watcher = {
  name: 'a tab that never reads',
  canCome: always,
  async come(_, { scope }) {
    const tab = await LiveTab.open(scope)
    const follow = async ({ id }: Session): Promise<void> => {
      tab.send({ type: 'subscribe', channel: 1, id, tail: ['upstream', 'downstream'], frames: true })
      await tab.gets('subscribed')
      tab.stall()
    }
    return { follow, leave: async () => tab.dispose() }
  },
}
