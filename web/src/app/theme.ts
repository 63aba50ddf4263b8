import {
  convertCssVariables,
  createTheme,
  defaultCssVariablesResolver,
  mergeMantineTheme,
  DEFAULT_THEME,
} from '@mantine/core'

/** Mantine as UI.md wants it: dense, one accent, AA contrast in both schemes. */
export const theme = createTheme({
  // Shade 8 of Mantine's blue is the first that carries white text with AA contrast.
  primaryShade: { light: 8, dark: 8 },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif',
  colors: {
    // The greys of tokens.css, for what Mantine draws by itself in the dark.
    dark: [
      '#e6e8eb',
      '#c3c8d0',
      '#a3aab6',
      '#7d8592',
      '#454b56',
      '#353a43',
      '#1d2025',
      '#16181c',
      '#111316',
      '#0c0e10',
    ],
  },
  fontFamilyMonospace: 'var(--ts-mono)',
  fontSizes: { xs: '12px', sm: '13px', md: '13px', lg: '15px', xl: '18px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // The page itself never scrolls; locking it would inject a style element, which the CSP forbids.
    Modal: { defaultProps: { lockScroll: false, transitionProps: { duration: 120 } } },
    Tooltip: { defaultProps: { openDelay: 300, transitionProps: { duration: 0 } } },
    // The placeholder is an element that a menu must not contain: the first item can take the focus itself.
    Menu: { defaultProps: { transitionProps: { duration: 0 }, withInitialFocusPlaceholder: false } },
  },
})

/**
 * Mantine's variables for this theme as a constructed style sheet. MantineProvider would write them into a
 * style element, which a Content-Security-Policy without 'unsafe-inline' refuses.
 */
export function themeStyleSheet(): CSSStyleSheet {
  const { variables, light, dark } = defaultCssVariablesResolver(mergeMantineTheme(DEFAULT_THEME, theme))
  const surfaces = {
    '--mantine-color-body': 'var(--ts-bg)',
    '--mantine-color-text': 'var(--ts-text)',
    '--mantine-color-dimmed': 'var(--ts-dim)',
    '--mantine-color-placeholder': 'var(--ts-dim)',
    '--mantine-color-default': 'var(--ts-bg)',
    '--mantine-color-default-hover': 'var(--ts-hover)',
    '--mantine-color-default-color': 'var(--ts-text)',
    '--mantine-color-default-border': 'var(--ts-border)',
    '--mantine-color-error': 'var(--ts-bad)',
    '--mantine-color-anchor': 'var(--ts-accent)',
  }
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(
    convertCssVariables(
      { variables, light: { ...light, ...surfaces }, dark: { ...dark, ...surfaces } },
      ':root',
    ),
  )
  return sheet
}
