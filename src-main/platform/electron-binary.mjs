/** Finds a runnable Electron without asking its package, whose `require` starts a download. Built-ins only, Node 20. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const executableName = {
  darwin: join('Electron.app', 'Contents', 'MacOS', 'Electron'),
  win32: 'electron.exe',
}

/** @param {string} folder of a distribution */
function executableIn(folder) {
  return join(folder, executableName[/** @type {'darwin' | 'win32'} */ (process.platform)] ?? 'electron')
}

/**
 * @param {string} path of an executable, or of the folder it lies in
 * @param {string} source
 * @returns {{ path: string, version: string | null, source: string } | null}
 */
function describe(path, source) {
  if (!existsSync(path)) return null
  const executable = statSync(path).isDirectory() ? executableIn(path) : path
  if (!existsSync(executable)) return null
  const versionFile = join(dirname(executable), 'version')
  const version = existsSync(versionFile) ? readFileSync(versionFile, 'utf8').trim().replace(/^v/, '') : null
  return { path: executable, version, source }
}

/**
 * `PLATEAU_ELECTRON` (a file or folder), `ELECTRON_OVERRIDE_DIST_PATH` (a folder), then the pinned package's own.
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {{ path: string, version: string | null, source: string } | null}
 */
export function findElectronBinary(environment = process.env) {
  if (environment.PLATEAU_ELECTRON) return describe(environment.PLATEAU_ELECTRON, 'PLATEAU_ELECTRON')
  if (environment.ELECTRON_OVERRIDE_DIST_PATH) {
    return describe(environment.ELECTRON_OVERRIDE_DIST_PATH, 'ELECTRON_OVERRIDE_DIST_PATH')
  }
  const folder = electronPackageDirectory()
  // Its script writes path.txt last: without it the binary is still being unpacked, or that was cut off.
  if (folder === null || !existsSync(join(folder, 'path.txt'))) return null
  return describe(join(folder, 'dist'), 'its package')
}

/**
 * The pinned Electron package's folder; null when it is not installed.
 * @returns {string | null}
 */
export function electronPackageDirectory() {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  } catch {
    // Dependencies are still to be installed.
    return null
  }
}
