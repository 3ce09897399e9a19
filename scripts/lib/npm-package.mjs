/** Files out of a published npm package, checked against a pinned hash. */
import { readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { integrity } from './files.mjs'
import { lastLine, npm, run } from './processes.mjs'
import { SetUpError } from './report.mjs'

/**
 * Fetches a package's archive into `folder`; tries twice.
 * @param {string} specification such as `name@1.2.3`
 * @param {string} expected its integrity as lock files write it
 * @param {string} folder
 * @returns {Promise<string>} the archive's path
 */
export async function fetchPackage(specification, expected, folder) {
  const [command, first] = npm()
  let problem = ''
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    const { code, output } = await run(
      command,
      [...first, 'pack', '--silent', '--ignore-scripts', specification, '--pack-destination', folder],
      { cwd: folder },
    )
    const archive = readdirSync(folder).find((name) => name.endsWith('.tgz'))
    if (code === 0 && archive) {
      const path = join(folder, archive)
      if ((await integrity(path)) === expected) return path
      renameSync(path, `${path}.refused`)
      problem = 'its checksum does not match'
    } else problem = lastLine(output)
  }
  throw new SetUpError(
    `The package ${specification} could not be fetched: ${problem}`,
    'Check the connection to the npm registry and try again: npm run setup',
  )
}
