import { defineConfig } from '@playwright/test'
import type { HostOptions } from './tests/e2e/support/app'

/** The same tests in two real windows: a browser page of the web host, and Electron. */
export default defineConfig<HostOptions>({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  // Training takes both cores; tests that share them would only wait for each other.
  workers: 1,
  fullyParallel: false,
  // One test that is left alone would skip all others without a word.
  forbidOnly: Boolean(process.env.CI),
  // Under Xvfb a window of Electron once in a while never paints; what passes only at the second try is named as flaky.
  retries: process.env.CI ? 1 : 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: { screenshot: 'only-on-failure', trace: 'off' },
  projects: [
    { name: 'web', use: { host: 'web' } },
    // What is for the page alone is named so.
    { name: 'electron', use: { host: 'electron' }, testIgnore: /\.web\.spec\.ts$/ },
  ],
})
