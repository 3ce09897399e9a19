/**
 * What set-up did about native TensorFlow: the record beside the addon, and in the cache why it could not be had.
 * Built-ins only, runs on Node 20.
 */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { cacheDirectory } from './paths.mjs'

/** @typedef {{ version: string, source: string, key: string, sha256: string }} TensorFlowRecord */
/** @typedef {{ reason: string, remedy: string, time: string }} TensorFlowFailure */

/**
 * The folder in tfjs-node where its loader looks for the addon, or null when the package is not installed.
 * @returns {string | null}
 */
export function addonDirectory() {
  try {
    const manifest = createRequire(import.meta.url).resolve('@tensorflow/tfjs-node/package.json')
    return join(dirname(manifest), 'lib', 'napi-v8')
  } catch {
    // Not installed yet: the caller says so in its own words.
    return null
  }
}

/** @returns {string} */
export const failureFile = () => join(cacheDirectory(), 'tensorflow', 'last-failure.json')

/**
 * @param {string} file
 * @returns {any}
 */
function readJson(file) {
  if (!existsSync(file)) return null
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    // Cut off while it was written: as good as none, set-up writes it anew.
    return null
  }
}

/**
 * The addon that set-up put in place: TensorFlow's version and where it came from (`pypi`, `official`). Null without one.
 * @returns {TensorFlowRecord | null}
 */
export function readTensorFlowRecord() {
  const folder = addonDirectory()
  if (folder === null || !existsSync(join(folder, 'tfjs_binding.node'))) return null
  return readJson(join(folder, 'plateau-tensorflow.json'))
}

/**
 * Why native TensorFlow could not be had at the last try, in a sentence, and the command that fixes it.
 * @returns {TensorFlowFailure | null}
 */
export function readTensorFlowFailure() {
  return readJson(failureFile())
}
