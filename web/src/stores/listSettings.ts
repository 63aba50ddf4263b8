import { createRemembered, type Memory, type RememberedStore } from './remembered.ts'

/** Columns of the session list that can be left out, in their fixed order. */
export const LIST_COLUMNS = [
  'number',
  'listener',
  'client',
  'target',
  'up',
  'down',
  'rate',
  'duration',
  'waits',
  'close',
  'comment',
] as const
export type ListColumn = (typeof LIST_COLUMNS)[number]

/** Filters kept at most; an older one goes when one more is saved. */
const MAX_SAVED = 30

/**
 * How this person looks at the list. It is the browser that remembers it: habits of one, not facts about recordings
 * that others share, and to be had before the server has answered.
 */
export interface ListSettings {
  /** Left out; columns of later versions are shown until somebody does without. */
  readonly hidden: readonly ListColumn[]
  /** Texts of saved filters, newest first. */
  readonly saved: readonly string[]
}

export type ListSettingsStore = RememberedStore<ListSettings>

/** How this browser shows the list. */
export function createListSettings(memory?: Memory | null): ListSettingsStore {
  return createRemembered<ListSettings>(
    'tcpscope-list',
    { hidden: ['comment'], saved: [] },
    {
      hidden: (value) =>
        Array.isArray(value) && value.every((one) => (LIST_COLUMNS as readonly unknown[]).includes(one)),
      saved: (value) => Array.isArray(value) && value.every((one) => typeof one === 'string'),
    },
    memory,
  )
}

/** Saved filters with one more, or without it. */
export function withSaved(saved: readonly string[], text: string, keep: boolean): string[] {
  const others = saved.filter((one) => one !== text)
  return keep ? [text, ...others].slice(0, MAX_SAVED) : others
}
