import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'
import { continueOnNewerNode } from './scripts/lib/newer-node.mjs'

// `npx vitest` on a Node that it does not support goes on with the one of set-up.
continueOnNewerNode('vitest')

/** Files of one worker share their modules: making them anew took a third of the time. What a test puts in place of something, it takes back. */
const sharedModules = { isolate: false, restoreMocks: true, unstubGlobals: true, unstubEnvs: true } as const

export default defineConfig({
  plugins: [svelte()],
  resolve: {
    alias: Object.fromEntries(
      ['protocol', 'recipes', 'contract', 'maths', 'model', 'charts', 'panels'].map((folder) => [
        `@${folder}`,
        resolve(import.meta.dirname, 'src-main', folder),
      ]),
    ),
  },
  test: {
    environment: 'node',
    // Much of an integration test is waiting for a process: three at a time keep two cores busy.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    // Real processes on a busy machine of two cores: a limit is there for what hangs, not for what is slow.
    testTimeout: 90_000,
    // On a busy machine a process is sometimes starved; what passes only at the second try is named at the end of the tests.
    retry: process.env.CI ? 1 : 0,
    hookTimeout: 90_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          ...sharedModules,
          include: ['tests/unit/**/*.test.ts'],
          setupFiles: ['tests/support/without-build.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          ...sharedModules,
          include: ['tests/integration/**/*.test.ts'],
          // Only where one of these files is among those that run.
          globalSetup: ['tests/support/with-build.ts'],
        },
      },
    ],
  },
})
