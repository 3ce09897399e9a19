import { defineConfig } from '@playwright/test'
import type { HostOptions } from './tests/e2e/support/app'
import { samePage } from './tests/e2e/support/same-page'

/**
 * Two real windows: a browser page of the web host, and Electron. What the window shows is the same in both and is tried in the page;
 * Electron runs what it does by itself, and the ways through the product that cross its own bridge to the core.
 */
export default defineConfig<HostOptions>({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  // Most of a test is waiting for a page or a training process, so that four at a time keep two cores busy.
  workers: 4,
  fullyParallel: false,
  // One test that is left alone would skip all others without a word.
  forbidOnly: Boolean(process.env.CI),
  // On a busy machine a process is sometimes starved; what passes only at the second try is named as flaky.
  retries: process.env.CI ? 1 : 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: { screenshot: 'only-on-failure', trace: 'off' },
  projects: [
    // What is for the page alone, or for the desktop alone, is named so.
    // One at a time, as its windows share the focus and the clipboard of one display; first, so that pages run beside it.
    {
      name: 'electron',
      use: { host: 'electron' },
      testIgnore: /\.web\.spec\.ts$/,
      grepInvert: new RegExp(samePage),
      workers: 1,
    },
    { name: 'web', use: { host: 'web' }, testIgnore: /\.electron\.spec\.ts$/ },
  ],
})
