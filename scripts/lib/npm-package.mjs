/** Files out of a published npm package, checked against a pinned hash. */
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { integrity } from './hashes.mjs'
import { npm, problemIn, run } from './processes.mjs'
import { assertReachable } from './reachable.mjs'
import { SetUpError } from './report.mjs'

export const registryNextStep = 'Check the connection to the npm registry and try again: npm run setup'

/**
 * npm itself gives up a registry that does not answer after two minutes only. Without npm above us its proxies are not in
 * the environment, and it is left to find out.
 * @throws {SetUpError} when the registry cannot be reached within five seconds
 */
export async function assertRegistryReachable() {
  if (!process.env.npm_lifecycle_event) return
  const [command, first] = npm()
  const { output } = await run(command, [...first, 'config', 'get', 'registry'])
  const address = /^https?:\S+$/m.exec(output)?.[0]
  if (address !== undefined) await assertReachable(address, { nextStep: registryNextStep })
}

/**
 * Fetches a package's archive into `folder`; tries twice.
 * @param {string} specification such as `name@1.2.3`
 * @param {string} expected its integrity as lock files write it
 * @param {string} folder
 * @returns {Promise<string>} the archive's path
 */
export async function fetchPackage(specification, expected, folder) {
  await assertRegistryReachable()
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
        // For the whole archive: npm's own five minutes are too few for 139 MB on a slow line.
        '--fetch-timeout=1200000',
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
  throw new SetUpError(`The package ${specification} could not be fetched: ${problem}.`, registryNextStep)
}
