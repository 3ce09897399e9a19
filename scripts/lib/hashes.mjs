/** Hashes of files, and of what folders hold. */
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * @param {string} path
 * @param {'sha256' | 'sha512' | 'md5'} algorithm
 * @returns {Promise<import('node:crypto').Hash>}
 */
async function hashStream(path, algorithm) {
  const hash = createHash(algorithm)
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(piece)
  return hash
}

/** @param {string} path */
export const sha256 = async (path) => (await hashStream(path, 'sha256')).digest('hex')
/** @param {string} path */
export const md5 = async (path) => (await hashStream(path, 'md5')).digest('hex')
/** As lock files write it. @param {string} path */
export const integrity = async (path) => `sha512-${(await hashStream(path, 'sha512')).digest('base64')}`

/**
 * Calls `visit` for every file below some files and folders, in order of name; links are not followed.
 * @param {string} root
 * @param {readonly string[]} names
 * @param {(path: string, full: string, stat: import('node:fs').Stats) => void} visit `path` is relative, with slashes
 */
function walk(root, names, visit) {
  for (const name of names) {
    const full = join(root, name)
    const stat = lstatSync(full, { throwIfNoEntry: false })
    if (stat?.isDirectory())
      walk(
        root,
        readdirSync(full)
          .sort()
          .map((inner) => `${name}/${inner}`),
        visit,
      )
    else if (stat?.isFile()) visit(name, full, stat)
  }
}

/**
 * A hash over the names and contents of files and folders.
 * @param {string} root
 * @param {readonly string[]} names
 * @returns {string}
 */
export function hashOfSources(root, names) {
  const hash = createHash('sha256')
  walk(root, [...names].sort(), (path, full, stat) => hash.update(`${path}\0${stat.size}\0`).update(readFileSync(full)))
  return hash.digest('hex')
}

/**
 * The sizes, in bytes, of the files in a folder: what tells cheaply that one was lost, cut or added.
 * @param {string} folder
 * @param {readonly string[]} [except] names that do not count
 * @returns {Record<string, number>}
 */
export function sizesIn(folder, except = []) {
  /** @type {Record<string, number>} */
  const sizes = {}
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => !except.includes(name)) : []
  walk(folder, names.sort(), (path, _full, stat) => {
    sizes[path] = stat.size
  })
  return sizes
}
