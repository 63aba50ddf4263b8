import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// In development the page comes from Vite and its data from a running server.
const server = process.env.TCPSCOPE_URL ?? 'http://127.0.0.1:7400'

// The server takes requests for its own host and from its own origin alone, so the proxy names it in both.
const toServer = { target: server, changeOrigin: true, headers: { origin: server } }

export default defineConfig({
  root: 'web',
  plugins: [react()],
  resolve: { conditions: ['source', 'module', 'browser', 'development|production'] },
  server: {
    host: '127.0.0.1',
    port: 7401,
    proxy: {
      '/api': { ...toServer, ws: true },
      // The URL printed at the start carries the token; the server turns it into a cookie and sends us to "/".
      // Not for sockets: Vite's own, for hot reload, has such a URL, too.
      '^/\\?token=': toServer,
    },
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // Nothing inline: the page's Content-Security-Policy allows no data: fonts or scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ },
            { name: 'mantine', test: /node_modules[\\/](@mantine|@floating-ui)[\\/]/ },
          ],
        },
      },
    },
  },
})
