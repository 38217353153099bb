import { defineConfig } from 'vitest/config'
import { NATIVE, nativeSources } from './test/support/native-sources.js'
import { InTurn } from './test/support/sequence.js'

/** Tests that put something else in the place of a module, of timers or of a prototype: each has a process of its own. */
const ALONE = [
  'test/base/clock.test.ts',
  'test/delivery/leases.test.ts',
  'test/delivery/plans.test.ts',
  'test/delivery/smtp/takeover.test.ts',
  'test/notices/reasons.test.ts',
  'test/web/server.test.ts',
]

const shared = {
  // What a test makes is soon forgotten: with more room for it the collector works a tenth less of the whole time.
  execArgv: ['--max-semi-space-size=64'],
  // For what hangs: a machine that is ten times slower passes.
  testTimeout: 300_000,
  hookTimeout: 300_000,
  setupFiles: ['test/support/each-file.ts'],
}

export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    maxWorkers: 3,
    sequence: { sequencer: InTurn },
    // Loading what Belfry imports takes seconds: a file is spared the loading of what another loaded.
    projects: [
      {
        plugins: [nativeSources()],
        test: {
          ...shared,
          server: { deps: { external: [NATIVE] } },
          name: 'together',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [...ALONE, 'test/bench/**', 'node_modules/**'],
          isolate: false,
        },
      },
      { test: { ...shared, name: 'alone', include: ALONE } },
    ],
  },
})
