/**
 * Native TensorFlow under tfjs-node, by a ladder: what is there; the libraries out of TensorFlow's Python package with the
 * addon compiled here; tfjs-node's own download; and failing all, nothing, and wasm trains.
 */
import { randomUUID } from 'node:crypto'
import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { addonDirectory, failureFile, readTensorFlowRecord } from '../../src-main/platform/tensorflow-record.mjs'
import { areDependenciesInstalled } from './dependencies.mjs'
import { forgetFailure, recentFailure, rememberFailure } from './failures.mjs'
import { isSealed, sealedHash, writeJson } from './files.mjs'
import { sha256 } from './hashes.mjs'
import { problemIn, projectRoot, run } from './processes.mjs'
import { assertReachable } from './reachable.mjs'
import { SetUpError, say, withProgress } from './report.mjs'
import {
  addonIn,
  ensureLibraries,
  librariesDirectory,
  librariesKey,
  tensorFlowVersion,
  tfjsNodeDirectory,
} from './tensorflow-libraries.mjs'
import { makeFolder } from '../../src-main/platform/make-folder.mjs'

const minutes = 60_000
const officialAddress = 'https://storage.googleapis.com/'

/** Whether the addon is in its place, is the one that was recorded, and has its libraries. */
async function isPresent() {
  const record = readTensorFlowRecord()
  const folder = addonDirectory()
  if (!record || !folder) return false
  if (record.source === 'pypi') {
    const libraries = librariesDirectory(librariesKey())
    // Compiled for another cache, it would look for its libraries there.
    if (!isSealed(libraries) || sealedHash(libraries, basename(addonIn(libraries))) !== record.sha256) return false
  }
  return (await sha256(addonIn(folder))) === record.sha256
}

/** @param {boolean} retry @returns {boolean} whether it is worth a try */
function isWanted(retry) {
  if (process.env.PLATEAU_BACKEND === 'wasm') return false
  // Another clone may have had it since.
  return retry || isSealed(librariesDirectory(librariesKey())) || recentFailure(failureFile()) === null
}

/**
 * Climbs the ladder. What cannot be had is said and remembered, not thrown: the last rung always holds.
 * @param {Promise<string>} tools Node 24, once the packages are there too
 * @param {boolean} retry try again at once after a failure
 */
export async function ensureTensorFlow(tools, retry) {
  // Where packages are still to be installed there is no addon either: its libraries are fetched beside them.
  const early = areDependenciesInstalled() || !isWanted(retry) ? null : ensureLibraries(tools)
  early?.catch(() => undefined)
  const node24 = await tools
  if (await isPresent()) return
  if (!isWanted(retry)) return
  /** @type {SetUpError[]} */
  const problems = []
  for (const rung of [() => fromPyPI(node24, early ?? ensureLibraries(tools)), () => fromOfficial(node24)]) {
    try {
      await rung()
      forgetFailure(failureFile())
      return
    } catch (error) {
      if (!(error instanceof SetUpError)) throw error
      problems.push(error)
    }
  }
  // The first rung is the one that a person can fix.
  const reason = problems[0]?.message ?? ''
  const remedy = problems[0]?.nextStep ?? 'npm run setup'
  rememberFailure(failureFile(), { reason, remedy })
  say(`Native TensorFlow could not be set up: ${reason}`)
  say(`Plateau trains on WebAssembly instead, about ten times slower. Fix: ${remedy}`)
}

/** @param {string} node24 @param {Promise<string>} underWay the folder of the libraries */
async function fromPyPI(node24, underWay) {
  const libraries = await underWay
  const target = addonIn(addonFolder())
  const temporary = `${target}.${randomUUID()}`
  copyFileSync(addonIn(libraries), temporary)
  renameSync(temporary, target)
  await checkAndRecord(node24, { version: tensorFlowVersion, source: 'pypi', key: basename(libraries) })
}

/** tfjs-node's own download of an older library, with its own script and from its own address. @param {string} node24 */
async function fromOfficial(node24) {
  const target = addonIn(addonFolder())
  await withProgress("Trying TensorFlow's own download", async () => {
    await assertReachable(officialAddress)
    // Its script takes half of a library for a whole one.
    rmSync(join(tfjsNodeDirectory(), 'deps'), { recursive: true, force: true })
    const outcome = await run(node24, ['scripts/install.js'], { cwd: tfjsNodeDirectory(), timeout: 10 * minutes })
    if (outcome.code !== 0 || !existsSync(target))
      throw new SetUpError(`TensorFlow's own download failed: ${problemIn(outcome)}.`)
  })
  await checkAndRecord(node24, { version: '2.9.1', source: 'official', key: 'official' })
}

/** Where tfjs-node's loader looks. @returns {string} */
function addonFolder() {
  const folder = addonDirectory()
  if (folder === null) throw new SetUpError('tfjs-node is not installed.', 'Remove node_modules and start again.')
  makeFolder(folder, 0o777)
  return folder
}

const loadProgram = `
const util = require('util'); util.isNullOrUndefined ??= (v) => v == null; util.isArray ??= Array.isArray
const tf = require('@tensorflow/tfjs-node'); process.exit(tf.scalar(2).mul(3).dataSync()[0] === 6 ? 0 : 3)`

/**
 * Writes the record beside the addon once it has loaded and multiplied; one that does not is taken away.
 * @param {string} node24
 * @param {{ version: string, source: string, key: string }} record
 */
async function checkAndRecord(node24, record) {
  const folder = addonFolder()
  const outcome = await run(node24, ['-e', loadProgram], {
    cwd: projectRoot,
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' },
  })
  if (outcome.code !== 0) {
    rmSync(addonIn(folder), { force: true })
    throw new SetUpError(`TensorFlow's library does not load on this machine: ${problemIn(outcome)}.`)
  }
  writeJson(join(folder, 'plateau-tensorflow.json'), { ...record, sha256: await sha256(addonIn(folder)) })
}
