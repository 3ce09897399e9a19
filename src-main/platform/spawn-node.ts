/** The one way in which any host starts a core or a trainer: on Node 24, whatever the host itself runs on. */
import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PlateauError } from '../contract/errors'
import { findNode24 } from './node24.mjs'
import { cacheDirectory } from './paths.mjs'

/** `core`, `trainer`, `runner` and `prepare-pictures` are processes, `checkpoint-writer` a thread of the trainer, all others threads of the core. */
export type NodeEntry =
  | 'core'
  | 'trainer'
  | 'checkpoint-writer'
  | 'runner'
  | 'prepare-pictures'
  | 'figures'
  | 'foreign'
  | 'importance'
  | 'typeset'
  | 'ingest'

/**
 * The built file of an entry. Bundles stand beside each other in `out/main` (a shared chunk one folder below, Electron's
 * scripts in the folder beside it); run from the sources (Vitest), the built files of the project are meant.
 * @throws PlateauError `core-unreachable` when nothing was built.
 */
export function entryPath(entry: NodeEntry): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  for (let level = 0; level < 5; level += 1) {
    for (const candidate of [
      join(folder, `${entry}.js`),
      join(folder, 'main', `${entry}.js`),
      join(folder, 'out', 'main', `${entry}.js`),
    ]) {
      if (existsSync(candidate)) return candidate
    }
    folder = dirname(folder)
  }
  throw new PlateauError('core-unreachable', `Plateau is not built: ${entry}.js is missing. Run: npm run setup`)
}

export type SpawnNodeOptions = {
  readonly parameters?: readonly string[]
  readonly environment?: NodeJS.ProcessEnv
  readonly stdio: StdioOptions
  /** Own process group, outliving this process. */
  readonly detached?: boolean
}

/**
 * Starts an entry on Node 24.
 * @throws PlateauError `core-unreachable` when there is no such Node yet.
 */
export function spawnNode(entry: NodeEntry, options: SpawnNodeOptions): ChildProcess {
  const node = findNode24()
  if (node === null) {
    throw new PlateauError(
      'core-unreachable',
      'Plateau needs Node 22.14 or newer, which has not been downloaded yet. Run: npm run setup',
    )
  }
  const environment: NodeJS.ProcessEnv = { ...process.env, ...options.environment }
  // Electron's own switches must not reach a plain Node.
  delete environment.ELECTRON_RUN_AS_NODE
  // Compiled scripts are kept between starts. A program gets its runner's environment, and no cache of ours.
  const compiled = join(cacheDirectory(), 'compiled')
  if (entry !== 'runner') environment.NODE_COMPILE_CACHE ??= compiled
  else if (environment.NODE_COMPILE_CACHE === compiled) delete environment.NODE_COMPILE_CACHE
  return spawn(node, [entryPath(entry), ...(options.parameters ?? [])], {
    stdio: options.stdio,
    env: environment,
    detached: options.detached ?? false,
    serialization: 'advanced',
    windowsHide: true,
  })
}
