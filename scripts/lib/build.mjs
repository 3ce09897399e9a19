/** The built product, keyed by a hash of its sources. */
import { existsSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { moveIntoPlace, readJson, withTemporaryFolder, writeJson } from './files.mjs'
import { hashOfSources } from './hashes.mjs'
import { projectRoot, run } from './processes.mjs'
import { SetUpError, withProgress } from './report.mjs'

const sources = [
  'src-main',
  'src-renderer',
  'migrations',
  'scripts/lib/building',
  'electron.vite.config.ts',
  'report-page.vite.config.ts',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
]
/** The app, and the page of HTML reports. */
const builds = [
  ['node_modules/electron-vite/bin/electron-vite.js', 'build'],
  ['node_modules/vite/bin/vite.js', 'build', '--config', 'report-page.vite.config.ts'],
]
const out = join(projectRoot, 'out')
const stampName = 'built-from.json'

/** What a build holds, without its stamp. @param {string} folder */
const hashOfBuild = (folder) =>
  hashOfSources(folder, existsSync(folder) ? readdirSync(folder).filter((name) => name !== stampName) : [])

/**
 * Whether a folder holds what was built from these sources, and all of it: a build by hand into it counts as another.
 * @param {string} folder
 * @param {string} key
 */
function isBuiltFrom(folder, key) {
  const stamp = readJson(join(folder, stampName))
  return stamp?.key === key && stamp.built === hashOfBuild(folder)
}

/**
 * @param {string} node24
 * @param {{ force?: boolean }} [options] force: build also what is built
 */
export async function ensureBuild(node24, { force = false } = {}) {
  const key = hashOfSources(projectRoot, sources)
  if (!force && isBuiltFrom(out, key)) return
  await withProgress('Building', () =>
    // Built beside and moved: a build that was cut off, or two at once, leave a whole one or the old one.
    withTemporaryFolder(join(projectRoot, '.cache', 'build'), async (folder) => {
      for (const parameters of builds) {
        const { code, output } = await run(node24, [...parameters, '--logLevel', 'warn'], {
          env: { ...process.env, PLATEAU_OUT_DIRECTORY: relative(projectRoot, folder) },
        })
        if (code !== 0 || !existsSync(join(folder, 'main')))
          throw new SetUpError(
            `The build failed:\n${output.trim().slice(-2_000)}`,
            'If the sources are unchanged, remove node_modules and start again.',
          )
      }
      writeJson(join(folder, stampName), { key, built: hashOfBuild(folder) })
      await moveIntoPlace(folder, out, (place) => !force && isBuiltFrom(place, key))
    }),
  )
}
