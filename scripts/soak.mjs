/** `npm run soak [-- FILE...]`: the rounds that take too long for every run of the tests, of the given test files or of all that have any. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot, runInForeground } from './lib/processes.mjs'
import { endWithError, say } from './lib/report.mjs'
import { setUp } from './lib/set-up.mjs'

const folders = ['unit', 'integration'].map((name) => join('tests', name))
/** By what a file asks for in `tests/support/property.ts`. */
const hasLongRounds = (/** @type {string} */ path) =>
  /\b(propertyCases|isSoak)\b/.test(readFileSync(join(projectRoot, path), 'utf8'))

try {
  const asked = process.argv.slice(2)
  const { node24 } = await setUp({ needsData: true })
  const files =
    asked.length > 0
      ? asked
      : folders
          .flatMap((folder) =>
            readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
              join(folder, name),
            ),
          )
          .filter((path) => path.endsWith('.test.ts') && hasLongRounds(path))
  const cases = process.env.PLATEAU_PROPERTY_CASES ?? '20000'
  say(`${files.length} test files with ${cases} cases a property; PLATEAU_PROPERTY_CASES sets another number.`)
  // One after another: what is tried is the product, not how it fares beside itself.
  process.exitCode = await runInForeground(
    node24,
    ['node_modules/vitest/vitest.mjs', 'run', '--testTimeout=7200000', '--maxWorkers=2', ...files],
    { ...process.env, PLATEAU_SOAK: '1', PLATEAU_PROPERTY_CASES: cases },
  )
} catch (error) {
  endWithError(error)
}
