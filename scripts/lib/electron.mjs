/** Electron's binary, which its package does not bring. */
import { join } from 'node:path'
import { cacheDirectory } from '../../src-main/platform/paths.mjs'
import { electronPackageDirectory, findElectronBinary } from '../../src-main/platform/electron-binary.mjs'
import { forgetFailure, recentFailure, rememberFailure } from './failures.mjs'
import { problemIn, run } from './processes.mjs'
import { assertReachable } from './reachable.mjs'
import { SetUpError, say, withProgress } from './report.mjs'

const minutes = 60_000
const failureFile = () => join(cacheDirectory(), 'electron', 'last-failure.json')

/** Where Electron's own script downloads from. */
const source = () => process.env.npm_config_electron_mirror || process.env.ELECTRON_MIRROR || 'https://github.com/'

/**
 * Fetches the binary with Electron's own script, which checks its hash. Never throws: without one Plateau is a page.
 * @param {string} node24
 * @param {boolean} retry try again at once after a failure
 */
export async function ensureElectron(node24, retry) {
  const folder = electronPackageDirectory()
  // One that is named in the environment and missing is for its author to fix, and `start` says so.
  const isNamed = process.env.PLATEAU_ELECTRON || process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (folder === null || isNamed || findElectronBinary() !== null) return
  if (!retry && recentFailure(failureFile()) !== null) return
  try {
    await withProgress('Fetching Electron (110 MB)', () => fetchBinary(node24, folder))
    forgetFailure(failureFile())
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error
    rememberFailure(failureFile(), { reason: error.message, remedy: 'npm run setup' })
    say(`Electron could not be installed: ${error.message} Plateau opens as a page instead of a window.`)
  }
}

/**
 * @param {string} node24
 * @param {string} folder
 */
async function fetchBinary(node24, folder) {
  await assertReachable(source())
  const outcome = await run(node24, ['install.js'], { cwd: folder, timeout: 10 * minutes })
  if (outcome.code !== 0 || findElectronBinary() === null)
    throw new SetUpError(`Its download failed: ${problemIn(outcome)}.`, 'npm run setup')
}
