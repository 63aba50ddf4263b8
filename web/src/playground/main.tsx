import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '@fontsource/jetbrains-mono/latin-400.css'
import '@fontsource/jetbrains-mono/latin-600.css'
import '@mantine/core/styles.css'
import '../base/tokens.css'
import '../base/page.css'
import { themeStyleSheet } from '../app/theme.ts'
import { Playground } from './Playground.tsx'
import { makeScenes } from './scenes.ts'

const root = document.getElementById('root')
if (!root) throw new Error('playground.html has no #root')
if (import.meta.env.DEV) {
  document.adoptedStyleSheets.push(themeStyleSheet())
  createRoot(root).render(
    <StrictMode>
      <Playground scenes={makeScenes()} />
    </StrictMode>,
  )
}
