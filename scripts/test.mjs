/** `npm test`: set-up, then unit and integration tests, then the real windows; ends with what could not run, and the counts. */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, relative } from 'node:path'
import { findElectronBinary } from '../src-main/platform/electron-binary.mjs'
import { cacheDirectory } from '../src-main/platform/paths.mjs'
import { readJson } from './lib/files.mjs'
import { projectRoot, run, runInForeground } from './lib/processes.mjs'
import { endWithError, say } from './lib/report.mjs'
import { setUp } from './lib/set-up.mjs'

const results = join(projectRoot, 'test-results')

/** `failures` and `flaky`: names, each with its file. @typedef {{ passed: number, failed: number, skipped: number, failures: string[], flaky: string[] }} Counts */

/** @param {string} node24 @returns {Promise<Counts>} */
async function runVitest(node24) {
  const file = join(results, 'vitest.json')
  const flakyFile = join(results, 'vitest-flaky.json')
  rmSync(flakyFile, { force: true })
  const code = await runInForeground(
    node24,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--reporter=default',
      '--reporter=json',
      '--reporter=./scripts/lib/flaky-reporter.mjs',
      `--outputFile.json=${file}`,
    ],
    { ...process.env, PLATEAU_FLAKY_TESTS: flakyFile },
  )
  const report = readJson(file)
  const passed = report?.numPassedTests ?? 0
  const failed = report?.numFailedTests ?? 0
  const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0)
  // A file that does not load fails without a test of its own.
  /** @type {{ name: string, status: string, assertionResults: { fullName: string, status: string }[] }[]} */
  const files = report?.testResults ?? []
  const failures = files.flatMap(({ name, status, assertionResults }) => {
    const tests = assertionResults.filter((test) => test.status === 'failed').map((test) => ` › ${test.fullName}`)
    return (status === 'failed' && tests.length === 0 ? [' › does not load'] : tests).map(
      (test) => `${relative(projectRoot, name)}${test}`,
    )
  })
  return {
    passed,
    failed: code === 0 ? failed : Math.max(1, failed),
    skipped,
    failures,
    flaky: readJson(flakyFile) ?? [],
  }
}

/** The test Electron's usual place, where no other is named. */
function findTestElectron() {
  const usual = join(
    process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
    'electron-for-tests',
    '33.2.1',
    'electron',
  )
  return findElectronBinary()?.path ?? (existsSync(usual) ? usual : null)
}

/** @returns {Promise<{ prefix: string[] } | { missing: string }>} */
async function findDisplay() {
  if (process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY) return { prefix: [] }
  if ((await run('xvfb-run', ['--help'])).code === 0) return { prefix: ['xvfb-run', '-a'] }
  return { missing: 'there is no display and no xvfb-run (apt-get install xvfb xauth)' }
}

/**
 * @typedef {{ specs?: { title: string, file: string, tests: { status: string, projectName: string }[] }[], suites?: Suite[] }} Suite
 * @param {Suite[]} suites of Playwright's report @param {string} status of the tests to name @returns {string[]}
 */
function namesOf(suites, status) {
  return suites.flatMap(({ specs = [], suites: inner = [] }) => [
    ...specs.flatMap(({ title, file, tests }) =>
      tests.filter((test) => test.status === status).map(({ projectName }) => `${file} › ${title} [${projectName}]`),
    ),
    ...namesOf(inner, status),
  ])
}

/** @param {string} node24 @param {string[]} notRun @returns {Promise<Counts>} */
async function runEndToEnd(node24, notRun) {
  const specs = readdirSync(join(projectRoot, 'tests', 'e2e')).filter((name) => name.endsWith('.spec.ts')).length
  /** @type {Counts} */
  const counts = { passed: 0, failed: 0, skipped: 0, failures: [], flaky: [] }
  const electron = findTestElectron()
  const display = await findDisplay()
  const inElectron = electron !== null && 'prefix' in display
  if (!inElectron) {
    notRun.push(
      `End-to-end tests in Electron (${specs} files): ${electron === null ? 'there is no Electron binary; name one in PLATEAU_ELECTRON' : 'missing' in display ? display.missing : ''}.`,
    )
    counts.skipped += specs
  }
  const file = join(results, 'playwright.json')
  rmSync(file, { force: true })
  const playwright = [
    'node_modules/@playwright/test/cli.js',
    'test',
    '--project=web',
    ...(inElectron ? ['--project=electron'] : []),
    '--reporter=list,json',
  ]
  const command = [...('prefix' in display ? display.prefix : []), node24, ...playwright]
  const [program = node24, ...parameters] = command
  const code = await runInForeground(program, parameters, {
    ...process.env,
    PLAYWRIGHT_JSON_OUTPUT_NAME: file,
    PLATEAU_NODE: node24,
    ...(electron === null ? {} : { PLATEAU_ELECTRON: electron }),
  })
  const report = readJson(file)
  const stats = report?.stats
  counts.failures = namesOf(report?.suites ?? [], 'unexpected')
  counts.flaky = namesOf(report?.suites ?? [], 'flaky')
  counts.passed += (stats?.expected ?? 0) + (stats?.flaky ?? 0)
  counts.failed += stats?.unexpected ?? 0
  counts.skipped += stats?.skipped ?? 0
  if (code !== 0) counts.failed = Math.max(1, counts.failed)
  if (stats?.skipped > 0) notRun.push(`${stats.skipped} end-to-end tests skipped themselves.`)
  return counts
}

try {
  const part = process.argv[2] ?? 'all'
  const { node24 } = await setUp({ needsData: true })
  mkdirSync(results, { recursive: true })
  // Compiled scripts are kept, as cores keep theirs: tests start the command line and the web host some hundred times.
  process.env.NODE_COMPILE_CACHE ??= join(cacheDirectory(), 'compiled')
  /** @type {string[]} */
  const notRun = []
  /** @type {Counts} */
  const none = { passed: 0, failed: 0, skipped: 0, failures: [], flaky: [] }
  const unit = part === 'e2e' ? none : await runVitest(node24)
  const endToEnd = part === 'unit' ? none : await runEndToEnd(node24, notRun)
  if (unit.skipped > 0)
    notRun.push(`${unit.skipped} unit and integration tests skipped themselves; the list above says which.`)
  let failed = unit.failed + endToEnd.failed
  if (process.env.CI && endToEnd.skipped > 0) {
    say('In CI a skipped end-to-end test is a failure.')
    failed += endToEnd.skipped
  }
  for (const name of [...unit.flaky, ...endToEnd.flaky]) notRun.push(`Passed at the second try only: ${name}`)
  const failures = [...unit.failures, ...endToEnd.failures]
  if (failures.length > 0) console.log(`Failed:\n${failures.map((name) => `  ${name}`).join('\n')}`)
  console.log(
    notRun.length === 0
      ? 'Everything ran.'
      : `Of note on this machine:\n${notRun.map((line) => `  ${line}`).join('\n')}`,
  )
  const skipped = unit.skipped + endToEnd.skipped
  console.log(`${unit.passed + endToEnd.passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
  process.exitCode = failed > 0 ? 1 : 0
} catch (error) {
  endWithError(error)
}
