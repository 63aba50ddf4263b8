import { MantineProvider, localStorageColorSchemeManager } from '@mantine/core'
import { ModalsProvider } from '@mantine/modals'
import { useStore } from 'zustand'
import { useServices } from '../stores/services.ts'
import { Shell } from './Shell.tsx'
import { theme } from './theme.ts'
import { Toasts } from './Toasts.tsx'
import { Unauthorized } from './Unauthorized.tsx'

const schemes = localStorageColorSchemeManager({ key: 'tcpscope-color-scheme' })

/** The whole page inside its providers. Styles come from files alone (see themeStyleSheet). */
export function App() {
  const { server } = useServices()
  const unauthorized = useStore(server, ({ live }) => live.phase === 'unauthorized')
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      colorSchemeManager={schemes}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <Toasts />
      <ModalsProvider>{unauthorized ? <Unauthorized /> : <Shell />}</ModalsProvider>
    </MantineProvider>
  )
}
