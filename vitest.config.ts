import { defineConfig } from 'vitest/config'

/**
 * Rooms whose tests keep nothing in their process but what they are given: a file of them is spared the loading of what
 * another loaded.
 */
const SHARED_PROCESS = ['base', 'config', 'posts', 'markup', 'releases', 'register', 'feeds'].map(
  (room) => `test/${room}/**/*.test.{ts,tsx}`,
)

const shared = { testTimeout: 120_000, hookTimeout: 120_000 }

export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    maxWorkers: 2,
    projects: [
      { test: { ...shared, name: 'one process', include: SHARED_PROCESS, isolate: false } },
      {
        test: {
          ...shared,
          name: 'a process a file',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [...SHARED_PROCESS, 'test/bench/**', 'node_modules/**'],
        },
      },
    ],
  },
})
