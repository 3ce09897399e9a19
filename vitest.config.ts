import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [svelte()],
  resolve: {
    alias: Object.fromEntries(
      ['contract', 'maths', 'charts', 'panels'].map((folder) => [
        `@${folder}`,
        resolve(import.meta.dirname, 'src-main', folder),
      ]),
    ),
  },
  test: {
    include: ['tests/unit/**/*.test.ts', 'tests/integration/**/*.test.ts'],
    environment: 'node',
    // Much of an integration test is waiting for a process: two at a time even where one core would be left over.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Real processes on a busy machine of two cores: a limit is there for what hangs, not for what is slow.
    testTimeout: 90_000,
    hookTimeout: 90_000,
  },
})
