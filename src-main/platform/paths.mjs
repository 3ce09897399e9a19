/**
 * Where things lie on this machine. Plain JavaScript with Node's built-ins only: set-up runs it on Node 20 before
 * anything is installed, and the product bundles the same file.
 */
import { homedir, userInfo } from 'node:os'
import { isAbsolute, join } from 'node:path'

/**
 * The XDG specification has relative paths passed over: they would mean another folder in each place.
 * @param {string | undefined} path
 * @returns {path is string}
 */
const isWhole = (path) => path !== undefined && isAbsolute(path)

/**
 * The folder of the user: as the system has it where `HOME` is empty or relative, for that would be a history in whatever folder a command is given in.
 * @returns {string}
 */
export function userFolder() {
  const named = homedir()
  return isWhole(named) ? named : userInfo().homedir
}

/**
 * The folder for what can be made again (Node, TensorFlow, CIFAR-10): one for each user, shared by all clones.
 * `PLATEAU_CACHE` overrides it.
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {string}
 */
export function cacheDirectory(environment = process.env) {
  if (environment.PLATEAU_CACHE) return environment.PLATEAU_CACHE
  if (isWhole(environment.XDG_CACHE_HOME)) return join(environment.XDG_CACHE_HOME, 'plateau')
  if (process.platform === 'darwin') return join(userFolder(), 'Library', 'Caches', 'plateau')
  if (process.platform === 'win32') {
    return join(environment.LOCALAPPDATA ?? join(userFolder(), 'AppData', 'Local'), 'plateau', 'Cache')
  }
  return join(userFolder(), '.cache', 'plateau')
}

/**
 * The folder for what must not be lost: the run history. `PLATEAU_HOME` overrides it, and `--home` that.
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {string}
 */
export function homeDirectory(environment = process.env) {
  if (environment.PLATEAU_HOME) return environment.PLATEAU_HOME
  if (isWhole(environment.XDG_DATA_HOME)) return join(environment.XDG_DATA_HOME, 'plateau')
  if (process.platform === 'darwin') return join(userFolder(), 'Library', 'Application Support', 'Plateau')
  if (process.platform === 'win32') {
    return join(environment.APPDATA ?? join(userFolder(), 'AppData', 'Roaming'), 'Plateau')
  }
  return join(userFolder(), '.local', 'share', 'plateau')
}

/**
 * A path as people write it: what lies in the user's folder begins with a tilde, where shells take it back.
 * @param {string} path
 * @returns {string}
 */
export function shortPath(path) {
  const home = userFolder()
  return process.platform !== 'win32' && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path
}

/** The binary cache of CIFAR-10. The number changes with its format. */
export const cifar10Directory = () => join(cacheDirectory(), 'datasets', 'cifar10-v1')

/**
 * What was prepared of folders of pictures. It belongs to a home, as its runs go on from it.
 * @param {string} [home] of the process unless given: a trainer is told its core's
 */
export const dataSetsDirectory = (home = homeDirectory()) => join(home, 'data-sets')
