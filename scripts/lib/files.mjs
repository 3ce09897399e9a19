/** Files and folders that are whole or not there. */
import { createHash, randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { sha256, sizesIn } from './hashes.mjs'
import { makeFolder as makeFolders } from '../../src-main/platform/make-folder.mjs'

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
  makeFolders(dirname(path), 0o777)
  const temporary = `${path}.${randomUUID()}`
  writeFileSync(temporary, `${JSON.stringify(value, null, 2)}\n`)
  renameSync(temporary, path)
}

/** Tells this machine from another one, or a container, that shares a folder with it and counts processes for itself. */
const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 8)

/** Folders in the making: they go when a script ends before its time. @type {Set<string>} */
const unfinished = new Set()

/** Takes away what this process has in the making. */
export function removeUnfinished() {
  // Programs that were ended just now may still close files there.
  for (const folder of unfinished) rmSync(folder, { recursive: true, force: true, maxRetries: 3, retryDelay: 100 })
}

/**
 * Makes an empty folder for `use` and takes it away afterwards, whatever happened.
 * @template Result
 * @param {string} beginning its path, to which a unique ending is added
 * @param {(folder: string) => Promise<Result>} use
 * @returns {Promise<Result>}
 */
export async function withTemporaryFolder(beginning, use) {
  await sweepLeftovers(beginning)
  const folder = `${beginning}.${machine}-${process.pid}-${randomUUID()}`
  unfinished.add(folder)
  makeFolders(folder, 0o777)
  try {
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3, retryDelay: 100 })
    unfinished.delete(folder)
  }
}

/** @param {unknown} error */
const codeOf = (error) => (error instanceof Error && 'code' in error ? String(error.code) : '')

/**
 * Moves a finished folder to `target`. What is there and whole stays, and ours is left where it is; what is there and not
 * whole makes room. Safe when others do the same at once.
 * @param {string} folder
 * @param {string} target
 * @param {(target: string) => boolean} isWhole
 * @throws {Error} with a code when the file system does not let it be moved
 */
export async function moveIntoPlace(folder, target, isWhole) {
  makeFolders(dirname(target), 0o777)
  await withTemporaryFolder(folder, async (aside) => {
    for (let attempt = 1; ; attempt += 1) {
      if (existsSync(target)) {
        if (isWhole(target)) return
        try {
          renameSync(target, join(aside, String(attempt)))
        } catch (error) {
          // Somebody else moved it away meanwhile.
          if (codeOf(error) !== 'ENOENT') throw error
        }
      }
      try {
        renameSync(folder, target)
        return
      } catch (error) {
        // Somebody else's came in between: look at it again.
        if (attempt === 5 || !['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(codeOf(error))) throw error
      }
    }
  })
}

const sealName = 'seal.json'

/** @returns {Record<string, { size: number, sha256: string }> | null} @param {string} folder */
const readSeal = (folder) => readJson(join(folder, sealName))?.files ?? null

/**
 * Whether a folder of the cache is there with every file that was sealed in it, each in full size. Cheap: no contents are
 * read. A file that a power cut left empty shows here.
 * @param {string} folder
 * @returns {boolean}
 */
export function isSealed(folder) {
  const files = readSeal(folder)
  if (files === null) return false
  const sizes = sizesIn(folder, [sealName])
  return Object.entries(files).every(([name, { size }]) => sizes[name] === size)
}

/**
 * @param {string} folder
 * @param {string} name
 * @returns {string | null} the SHA-256 that a file had when its folder was sealed
 */
export const sealedHash = (folder, name) => readSeal(folder)?.[name]?.sha256 ?? null

/**
 * Whether the contents of a sealed folder are still what they were. Reads them all; a folder that fails loses its seal, so
 * that it is made anew.
 * @param {string} folder
 * @returns {Promise<boolean>}
 */
export async function isUnaltered(folder) {
  if (!isSealed(folder)) return false
  for (const [name, file] of Object.entries(readSeal(folder) ?? {})) {
    if ((await sha256(join(folder, name))) === file.sha256) continue
    rmSync(join(folder, sealName), { force: true })
    return false
  }
  return true
}

/**
 * Makes a sealed folder of the cache: `fill` fills a temporary one beside it, which is moved into place whole. When somebody
 * else was faster, theirs stays and ours goes.
 * @param {string} target
 * @param {(folder: string) => Promise<void>} fill
 */
export async function makeFolder(target, fill) {
  await withTemporaryFolder(target, async (folder) => {
    await fill(folder)
    /** @type {NonNullable<ReturnType<typeof readSeal>>} */
    const files = {}
    for (const [name, size] of Object.entries(sizesIn(folder)))
      files[name] = { size, sha256: await sha256(join(folder, name)) }
    writeJson(join(folder, sealName), { files })
    await moveIntoPlace(folder, target, isSealed)
  })
}

/** Whether a process of this machine runs. @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Others mean that it runs and is not ours to signal.
    return codeOf(error) !== 'ESRCH'
  }
}

/**
 * Takes away the temporary folders that killed set-ups left beside `target`: at once where the process that made one has
 * ended here, and after a day where that cannot be known.
 * @param {string} target
 */
export async function sweepLeftovers(target) {
  const folder = dirname(target)
  const beginning = `${basename(target)}.`
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    if (!name.startsWith(beginning)) continue
    const path = join(folder, name)
    const [, madeOn, pid] = /^([0-9a-f]{8})-(\d+)-/.exec(name.slice(beginning.length)) ?? []
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
    if (age <= 86_400_000 && (madeOn !== machine || isRunning(Number(pid)))) continue
    try {
      await rm(path, { recursive: true, force: true })
    } catch (error) {
      // A program that outlived its set-up still writes there: the next sweep takes it.
      if (codeOf(error) !== 'ENOTEMPTY') throw error
    }
  }
}
