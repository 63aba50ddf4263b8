import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '@fontsource/jetbrains-mono/latin-400.css'
import '@fontsource/jetbrains-mono/latin-600.css'
import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import '@mantine/spotlight/styles.css'
import './base/tokens.css'
import './base/page.css'
import { App } from './app/App.tsx'
import { themeStyleSheet } from './app/theme.ts'
import { createServices, ServicesContext } from './stores/services.ts'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
document.adoptedStyleSheets.push(themeStyleSheet())

const services = createServices(window.location)
services.live.start()
window.addEventListener('online', () => services.live.retryNow())

createRoot(root).render(
  <StrictMode>
    <ServicesContext value={services}>
      <App />
    </ServicesContext>
  </StrictMode>,
)
