/**
 * Core, trainer and tools run on Node 24 in every host (ARCHITECTURE.md); this finds it. Built-ins only, runs on Node 20.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { cacheDirectory } from './paths.mjs'

/** The packages for macOS stop at earlier versions. */
const versions = { 'darwin-x64': '24.18.1', 'darwin-arm64': '24.0.0' }

/** The Node that set-up fetches where the one at hand is too old. */
export const node24Version =
  versions[/** @type {keyof typeof versions} */ (`${process.platform}-${process.arch}`)] ?? '24.21.0'

/** Oldest Node that loads better-sqlite3 13 (Node-API 10) and runs the tools. */
const oldest = { major: 22, minor: 14 }

/** @param {string} version such as `24.21.0` */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > oldest.major || (major === oldest.major && minor >= oldest.minor)
}

/** Where set-up puts the Node that it fetches. */
export function cachedNode24Path() {
  const executable = process.platform === 'win32' ? ['bin', 'node.exe'] : ['bin', 'node']
  return join(cacheDirectory(), 'node', `${node24Version}-${process.platform}-${process.arch}`, ...executable)
}

/**
 * The executable to run the core, trainers and tools with: this process's own Node where it is one and new enough
 * (never Electron's), else the one that set-up fetched.
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {string | null} null when set-up has still to fetch it
 */
export function findNode24(environment = process.env) {
  if (environment.PLATEAU_NODE) return environment.PLATEAU_NODE
  if (process.versions.electron === undefined && isNewEnough(process.versions.node)) return process.execPath
  const cached = cachedNode24Path()
  return existsSync(cached) ? cached : null
}
