/**
 * Folders as people name them. Plain JavaScript with Node's built-ins only, as set-up runs it before anything is installed.
 */
import { mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/**
 * Makes a folder and those that it lies in, one after the other. Node's own recursive way never ends below `/proc`, and calls a
 * read-only disk a folder that is missing.
 * @param {string} path
 * @param {number} [mode] of what is made; the umask is taken off. For nobody else unless given.
 * @returns {void}
 * @throws {NodeJS.ErrnoException} with `ENOTDIR` where a part of the path is there and no folder
 */
export function makeFolder(path, mode = 0o700) {
  const missing = []
  for (let folder = resolve(path); !isFolder(folder); folder = dirname(folder)) missing.push(folder)
  for (const folder of missing.reverse()) {
    try {
      mkdirSync(folder, { mode })
    } catch (error) {
      // Somebody else has made it meanwhile, or a link leads to nothing.
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST' || !isFolder(folder)) throw error
    }
  }
}

/**
 * @param {string} path
 * @returns {boolean} false where there is nothing
 */
function isFolder(path) {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined || found.isDirectory()) return found !== undefined
  throw Object.assign(new Error(`ENOTDIR: ${path} is not a folder`), { code: 'ENOTDIR', path })
}
