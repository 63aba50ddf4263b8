import { defineConfig } from 'vitest/config'

// One project a kind of test: `unit` is pure and quick, `integration` opens real sockets, files and programs.
// No `import` among them: they also reach Node's own `require`, which would get ES modules where it expects none.
const conditions = ['source', 'node']
const node = { resolve: { conditions }, ssr: { resolve: { conditions } } }

export default defineConfig({
  test: {
    projects: [
      {
        ...node,
        test: {
          name: 'unit',
          setupFiles: ['vitest.seed.ts'],
          environment: 'node',
          include: [
            'shared/src/**/*.test.ts',
            'server/src/**/*.test.ts',
            'server/bench/**/*.test.ts',
            'web/src/**/*.test.ts',
          ],
          // Property tests take seconds where the processors are busy. Such limits end what hangs, and say nothing else.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...node,
        test: {
          name: 'integration',
          setupFiles: ['vitest.seed.ts'],
          environment: 'node',
          include: ['server/test/**/*.test.ts'],
          // Beyond what a test itself waits for anything (PATIENCE_MS), several times.
          testTimeout: 240_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
