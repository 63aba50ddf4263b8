import { createContext, useContext } from 'react'
import { createApi, type Api } from '../data/api.ts'
import { LiveClient, liveUrl } from '../live/liveClient.ts'
import { createCommandsStore, type CommandsStore } from './commands.ts'
import { createFind, type FindStore } from './find.ts'
import { createHexSettings, type HexSettingsStore } from './hexSettings.ts'
import { createHoverStore, type HoverStore } from './hover.ts'
import { createListeners, type ListenersStore } from './listeners.ts'
import { createNotices, type NoticesStore } from './notices.ts'
import { createNoticeSettings, type NoticeSettingsStore } from './noticeSettings.ts'
import { createListSettings, type ListSettingsStore } from './listSettings.ts'
import { createOpenAsOf, type OpenAsOfStore } from './openAsOf.ts'
import { createRates, type RatesStore } from './rates.ts'
import { createNotes, type NotesStore } from './notes.ts'
import { createRemarks, type RemarksStore } from './remarks.ts'
import { createSearchAll, type SearchAllStore } from './searchAll.ts'
import { createSelectionStore, type SelectionStore } from './selection.ts'
import { createServerStore, type ServerStore } from './server.ts'
import { createSessionList, type SessionListStore } from './sessionList.ts'
import { createTogetherStore, type TogetherStore } from './together.ts'
import { createViewStore, type ViewStore } from './view.ts'
import { createViewport, type Viewport } from './viewport.ts'
import { createWorkStore, watchedFetch, type WorkStore } from './work.ts'

/** The long-lived parts of the page, made once in main.tsx and handed down. */
export interface Services {
  readonly api: Api
  readonly live: LiveClient
  readonly server: ServerStore
  readonly listeners: ListenersStore
  readonly sessions: SessionListStore
  readonly rates: RatesStore
  readonly remarks: RemarksStore
  readonly notes: NotesStore
  readonly selection: SelectionStore
  readonly view: ViewStore
  readonly openAsOf: OpenAsOfStore
  readonly viewport: Viewport
  readonly hover: HoverStore
  readonly find: FindStore
  readonly searchAll: SearchAllStore
  readonly commands: CommandsStore
  readonly hexSettings: HexSettingsStore
  readonly together: TogetherStore
  readonly noticeSettings: NoticeSettingsStore
  readonly notices: NoticesStore
  readonly work: WorkStore
  readonly listSettings: ListSettingsStore
}

/** @param page where the page came from: its server is the one that is talked to */
export function createServices(page: Pick<Location, 'protocol' | 'host'>): Services {
  const work = createWorkStore()
  const api = createApi(watchedFetch(work, (input, init) => fetch(input, init)))
  const live = new LiveClient({
    url: liveUrl(page),
    isAuthorized: async () => {
      // No answer at all is not a refusal: the server is away.
      return api.status().then(
        () => true,
        (error: unknown) => !(error instanceof Error && 'status' in error && error.status === 401),
      )
    },
  })
  const view = createViewStore()
  const selection = createSelectionStore()
  const noticeSettings = createNoticeSettings()
  const server = createServerStore(live, api)
  const listeners = createListeners(live, api)
  const sessions = createSessionList(live, api, view)
  return {
    api,
    live,
    view,
    openAsOf: createOpenAsOf(),
    server,
    listeners,
    sessions,
    rates: createRates(live),
    remarks: createRemarks(live, api),
    notes: createNotes(live, api),
    selection,
    find: createFind(api, selection),
    searchAll: createSearchAll(api),
    commands: createCommandsStore(),
    hexSettings: createHexSettings(),
    together: createTogetherStore(),
    viewport: createViewport(),
    hover: createHoverStore(),
    work,
    noticeSettings,
    notices: createNotices({ live, server, listeners, sessions, settings: noticeSettings }),
    listSettings: createListSettings(),
  }
}

export const ServicesContext = createContext<Services | null>(null)

/** @throws Error outside of the app */
export function useServices(): Services {
  const services = useContext(ServicesContext)
  if (!services) throw new Error('no services: the component stands outside of the app')
  return services
}
