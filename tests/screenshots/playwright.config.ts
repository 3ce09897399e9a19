import { defineConfig } from '@playwright/test'

/** `npm run screenshots`: not tests, but the pictures of docs/screenshots, made in the real product. */
export default defineConfig({
  testDir: '.',
  workers: 1,
  timeout: 900_000,
  reporter: [['list']],
  outputDir: '../../test-results/screenshots',
})
