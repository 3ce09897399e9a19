/** All of set-up: each step checks cheaply whether there is anything to do. */
import { statfsSync, mkdirSync } from 'node:fs'
import { cacheDirectory } from '../../src-main/platform/paths.mjs'
import { findNode24 } from '../../src-main/platform/node24.mjs'
import { ensureBuild } from './build.mjs'
import { fetchDataset, isDatasetReady, prepareDataset } from './dataset.mjs'
import { areDependenciesInstalled, ensureDependencies } from './dependencies.mjs'
import { ensureNode24 } from './node24.mjs'
import { SetUpError } from './report.mjs'
import { ensureTensorFlow } from './tensorflow.mjs'

/** For everything at once: libraries 1 GB while they are unpacked, data 0.5 GB, packages 0.8 GB. */
const neededBytes = 2.5e9

function checkDisk() {
  if (areDependenciesInstalled() && isDatasetReady() && findNode24() !== null) return
  mkdirSync(cacheDirectory(), { recursive: true })
  const { bavail, bsize } = statfsSync(cacheDirectory())
  if (bavail * bsize >= neededBytes) return
  throw new SetUpError(
    `Set-up needs about 2.5 GB in ${cacheDirectory()}, and ${((bavail * bsize) / 1e9).toFixed(1)} GB are free.`,
    'Free some space, or choose another folder with PLATEAU_CACHE.',
  )
}

/**
 * @param {{ force?: boolean }} [options] force: try native TensorFlow again after a failure
 * @returns {Promise<{ node24: string }>}
 */
export async function setUp({ force = false } = {}) {
  checkDisk()
  // Downloads go on beside each other; what needs packages waits for them.
  const dataset = fetchDataset()
  dataset.catch(() => undefined)
  const [node24] = await Promise.all([ensureNode24(), ensureDependencies()])
  await Promise.all([
    ensureTensorFlow(node24, force),
    ensureBuild(node24).then(async () => prepareDataset(node24, await dataset)),
  ])
  return { node24 }
}

/** The two steps that tools need: packages, and the Node to run them on. */
export async function setUpTools() {
  checkDisk()
  const [node24] = await Promise.all([ensureNode24(), ensureDependencies()])
  return { node24 }
}
