/** `npm ci`, when the lock file has changed since the last one. */
import { copyFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { moveIntoPlace, readJson, withTemporaryFolder, writeJson } from './files.mjs'
import { hashOfSources } from './hashes.mjs'
import { assertRegistryReachable, registryNextStep } from './npm-package.mjs'
import { npm, problemIn, projectRoot, run } from './processes.mjs'
import { SetUpError, withProgress } from './report.mjs'

const stampName = '.plateau-dependencies.json'
const installed = join(projectRoot, 'node_modules')
/** What npm reads. */
const inputs = ['package.json', 'package-lock.json', '.npmrc']

/** The lock file names what package.json asks for, so that a changed script there installs nothing. */
const key = () => `${process.platform}-${process.arch}-${hashOfSources(projectRoot, ['package-lock.json', '.npmrc'])}`

/** Whether a folder of packages is what the lock file says. @param {string} folder */
const isWhole = (folder) => readJson(join(folder, stampName))?.key === key()

/** Whether node_modules is what the lock file says, as far as its stamp tells. */
export const areDependenciesInstalled = () => isWhole(installed)

/** Installs beside and moves into place: an `npm ci` that is cut off, or two at once, would leave half of the packages. */
export async function ensureDependencies() {
  if (areDependenciesInstalled()) return
  await withProgress('Installing packages', () =>
    withTemporaryFolder(join(projectRoot, '.cache', 'packages'), async (folder) => {
      const wanted = key()
      for (const name of inputs)
        if (existsSync(join(projectRoot, name))) copyFileSync(join(projectRoot, name), join(folder, name))
      await installIn(folder)
      const fresh = join(folder, 'node_modules')
      writeJson(join(fresh, stampName), { key: wanted })
      try {
        await moveIntoPlace(fresh, installed, isWhole)
      } catch (error) {
        if (!isMountPoint(error)) throw error
        await installIn(projectRoot)
        writeJson(join(installed, stampName), { key: wanted })
      }
    }),
  )
}

/** node_modules may be a volume of its own, which can be filled and not moved. @param {unknown} error */
const isMountPoint = (error) =>
  error instanceof Error && 'code' in error && ['EBUSY', 'EXDEV'].includes(String(error.code))

/** @param {string} folder */
async function installIn(folder) {
  await assertRegistryReachable()
  const [command, first] = npm()
  // No package's script runs: what has to be built is built by the steps that follow, where it can be said what failed.
  const outcome = await run(
    command,
    [
      ...first,
      'ci',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      '--fetch-retries=1',
      '--fetch-retry-mintimeout=1000',
    ],
    { cwd: folder },
  )
  if (outcome.code === 0) return
  throw new SetUpError(`The packages could not be installed: ${problemIn(outcome)}.`, registryNextStep)
}
