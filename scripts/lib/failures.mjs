/** Downloads that failed are not tried again at every start. */
import { rmSync } from 'node:fs'
import { readJson, writeJson } from './files.mjs'

const rememberMilliseconds = 86_400_000

/** @typedef {{ reason: string, remedy: string }} Failure both are sentences or commands for people */

/**
 * @param {string} file
 * @returns {Failure | null} a failure of the last 24 hours
 */
export function recentFailure(file) {
  const failure = readJson(file)
  if (typeof failure?.reason !== 'string') return null
  const age = Math.abs(Date.now() - Date.parse(failure.time))
  return age <= rememberMilliseconds ? failure : null
}

/**
 * @param {string} file
 * @param {Failure} failure
 */
export function rememberFailure(file, { reason, remedy }) {
  writeJson(file, { reason, remedy, time: new Date().toISOString() })
}

/** @param {string} file */
export const forgetFailure = (file) => rmSync(file, { force: true })
