/** Files out of a published npm package, checked against a pinned hash. */
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { integrity } from './hashes.mjs'
import { npm, problemIn, run } from './processes.mjs'
import { SetUpError } from './report.mjs'

/**
 * Fetches a package's archive into `folder`; tries twice.
 * @param {string} specification such as `name@1.2.3`
 * @param {string} expected its integrity as lock files write it
 * @param {string} folder
 * @returns {Promise<string>} the archive's path
 */
export async function fetchPackage(specification, expected, folder) {
  const [command, first] = npm()
  let problem = ''
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    const into = join(folder, `attempt-${attempt}`)
    mkdirSync(into)
    // npm's own retries wait for minutes. Its cache would keep a second copy, and give a spoilt one again.
    const outcome = await run(
      command,
      [
        ...first,
        'pack',
        '--loglevel=error',
        '--ignore-scripts',
        '--fetch-retries=0',
        '--cache=npm-cache',
        specification,
      ],
      { cwd: into },
    )
    const archive = readdirSync(into).find((name) => name.endsWith('.tgz'))
    if (outcome.code === 0 && archive) {
      const path = join(into, archive)
      if ((await integrity(path)) === expected) return path
      problem = 'what came is not what was published'
    } else problem = problemIn(outcome)
    rmSync(into, { recursive: true, force: true })
  }
  throw new SetUpError(
    `The package ${specification} could not be fetched: ${problem}.`,
    'Check the connection to the npm registry and try again: npm run setup',
  )
}
