/** Files that are whole or not there, and hashes of what they hold. */
import { createHash, randomUUID } from 'node:crypto'
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'

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
 * A file's contents as an object; null when it is missing or was cut off while it was written.
 * @param {string} path
 * @returns {any}
 */
export function readJson(path) {
  if (!existsSync(path)) return null
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    // As good as none: whoever reads it makes it anew.
    return null
  }
}

/**
 * Writes beside and renames, so that a reader sees the old file or the new one.
 * @param {string} path
 * @param {unknown} value
 */
export function writeJson(path, value) {
  mkdirSync(dirname(path), { recursive: true })
  const temporary = `${path}.${randomUUID()}`
  writeFileSync(temporary, `${JSON.stringify(value, null, 2)}\n`)
  renameSync(temporary, path)
}

/**
 * Makes a folder of its own beside `target`, lets `fill` fill it, and moves it into place whole. When somebody else was
 * faster, theirs stays and ours goes.
 * @param {string} target
 * @param {(folder: string) => Promise<void>} fill
 * @param {{ replace?: boolean }} [options] replace an older folder that is there
 */
export async function makeFolder(target, fill, { replace = false } = {}) {
  mkdirSync(dirname(target), { recursive: true })
  const temporary = `${target}.${randomUUID()}`
  mkdirSync(temporary)
  try {
    await fill(temporary)
    if (replace && existsSync(target)) {
      const old = `${temporary}.old`
      renameSync(target, old)
      renameSync(temporary, target)
      rmSync(old, { recursive: true, force: true })
      return
    }
    try {
      renameSync(temporary, target)
    } catch (error) {
      if (!existsSync(target)) throw error
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

/**
 * Temporary folders that a cut-off set-up left beside `target` more than a day ago are taken away.
 * @param {string} target
 */
export function sweepLeftovers(target) {
  const folder = dirname(target)
  if (!existsSync(folder)) return
  const beginning = `${target.slice(folder.length + 1)}.`
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (name.startsWith(beginning) && Date.now() - statSync(path).mtimeMs > 86_400_000)
      rmSync(path, { recursive: true, force: true })
  }
}

/**
 * A hash over the names and contents of files and folders. Folders are walked in order of name.
 * @param {string} root
 * @param {readonly string[]} names
 * @returns {string}
 */
export function hashOfSources(root, names) {
  const hash = createHash('sha256')
  /** @param {string} path */
  const add = (path) => {
    const full = join(root, path)
    const stat = statSync(full, { throwIfNoEntry: false })
    if (!stat) return
    if (stat.isDirectory()) for (const name of readdirSync(full).sort()) add(`${path}/${name}`)
    else hash.update(`${path}\0${stat.size}\0`).update(readFileSync(full))
  }
  for (const name of names) add(name)
  return hash.digest('hex')
}
