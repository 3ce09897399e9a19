/** `npm ci`, when the lock file has changed since the last one. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { hashOfSources, readJson, writeJson } from './files.mjs'
import { lastLine, npm, projectRoot, run } from './processes.mjs'
import { SetUpError, withProgress } from './report.mjs'

const stampFile = join(projectRoot, 'node_modules', '.plateau-dependencies.json')
const key = () => hashOfSources(projectRoot, ['package.json', 'package-lock.json', '.npmrc'])

/** Whether node_modules is what the lock file says, as far as the stamp tells. */
export const areDependenciesInstalled = () => existsSync(stampFile) && readJson(stampFile)?.key === key()

export async function ensureDependencies() {
  if (areDependenciesInstalled()) return
  await withProgress('Installing packages', async () => {
    const [command, first] = npm()
    // No package's script runs: what has to be built is built by the steps that follow, where it can be said what failed.
    const { code, output } = await run(command, [
      ...first,
      'ci',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ])
    if (code !== 0) {
      throw new SetUpError(
        `The packages could not be installed: ${lastLine(output)}`,
        'Check the connection to the npm registry and try again: npm run setup',
      )
    }
  })
  writeJson(stampFile, { key: key() })
}
