/** The built product, keyed by a hash of its sources. */
import { randomUUID } from 'node:crypto'
import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { hashOfSources, readJson, writeJson } from './files.mjs'
import { projectRoot, run } from './processes.mjs'
import { SetUpError, withProgress } from './report.mjs'

const sources = [
  'src-main',
  'src-renderer',
  'migrations',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
]
const out = join(projectRoot, 'out')
const stampName = 'built-from.json'

/** @param {string} node24 */
export async function ensureBuild(node24) {
  const key = hashOfSources(projectRoot, sources)
  if (readJson(join(out, stampName))?.key === key) return
  await withProgress('Building', async () => {
    // Built beside and moved: a build that was cut off, or two at once, leave a whole one or the old one.
    const temporary = `.cache/build-${randomUUID()}`
    try {
      const { code, output } = await run(
        node24,
        ['node_modules/electron-vite/bin/electron-vite.js', 'build', '--logLevel', 'warn'],
        {
          env: { ...process.env, PLATEAU_OUT_DIRECTORY: temporary },
        },
      )
      if (code !== 0)
        throw new SetUpError(
          `The build failed:\n${output.trim().slice(-2_000)}`,
          'If the sources are unchanged, remove node_modules and start again.',
        )
      writeJson(join(projectRoot, temporary, stampName), { key })
      const old = join(projectRoot, `${temporary}-old`)
      if (existsSync(out)) renameSync(out, old)
      try {
        renameSync(join(projectRoot, temporary), out)
      } catch (error) {
        // Somebody else's build is there by now; it came from the same sources.
        if (readJson(join(out, stampName))?.key !== key) throw error
      }
      rmSync(old, { recursive: true, force: true })
    } finally {
      rmSync(join(projectRoot, temporary), { recursive: true, force: true })
    }
  })
}
