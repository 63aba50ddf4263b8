import { createRemembered, type Memory, type RememberedStore } from './remembered.ts'

/** Which notices a person wants to see; remembered by the browser. */
export interface NoticeSettings {
  /** Of sessions, listeners and recordings that fail. */
  readonly failures: boolean
  /** Of new sessions. */
  readonly sessions: boolean
}

export type NoticeSettingsStore = RememberedStore<NoticeSettings>

const isBoolean = (value: unknown) => typeof value === 'boolean'

/** What this browser tells of. */
export function createNoticeSettings(memory?: Memory | null): NoticeSettingsStore {
  return createRemembered(
    'tcpscope-notices',
    { failures: true, sessions: false },
    { failures: isBoolean, sessions: isBoolean },
    memory,
  )
}
