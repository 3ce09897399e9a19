/** All of set-up: each step checks cheaply whether there is anything to do. */
import { statfsSync } from 'node:fs'
import { findNode24 } from '../../src-main/platform/node24.mjs'
import { cacheDirectory } from '../../src-main/platform/paths.mjs'
import { ensureBuild } from './build.mjs'
import { ensureDataset, isDatasetReady } from './dataset.mjs'
import { areDependenciesInstalled, ensureDependencies } from './dependencies.mjs'
import { ensureElectron } from './electron.mjs'
import { interruptibly } from './interruptibly.mjs'
import { ensureNode24 } from './node24.mjs'
import { SetUpError } from './report.mjs'
import { ensureTensorFlow } from './tensorflow.mjs'
import { makeFolder } from '../../src-main/platform/make-folder.mjs'

/** For everything at once: libraries 1 GB while they are unpacked, data 0.5 GB, packages 0.8 GB. */
const neededBytes = 2.5e9

function checkDisk() {
  if (areDependenciesInstalled() && isDatasetReady() && findNode24() !== null) return
  makeFolder(cacheDirectory(), 0o777)
  const { bavail, bsize } = statfsSync(cacheDirectory())
  if (bavail * bsize >= neededBytes) return
  throw new SetUpError(
    `Set-up needs about 2.5 GB in ${cacheDirectory()}, and ${((bavail * bsize) / 1e9).toFixed(1)} GB are free.`,
    'Free some space, or choose another folder with PLATEAU_CACHE.',
  )
}

/** The two steps that everything else needs: packages, and the Node to run them on. */
async function ensureTools() {
  const [node24] = await Promise.all([ensureNode24(), ensureDependencies()])
  return node24
}

/**
 * @param {{ retry?: boolean, needsData?: boolean, needsWindow?: boolean }} [options] retry: what failed lately is tried
 *   again at once; needsData: no data is an error; needsWindow: Electron's binary is fetched
 * @returns {Promise<{ node24: string }>}
 * @throws {SetUpError} with a sentence and its fix
 */
export function setUp({ retry = false, needsData = false, needsWindow = false } = {}) {
  return interruptibly(async () => {
    checkDisk()
    const tools = ensureTools()
    const built = tools.then(async (node24) => {
      await ensureBuild(node24)
      return node24
    })
    // Data and TensorFlow are fetched beside the packages; what needs packages waits for them.
    await Promise.all([
      built,
      ensureDataset(built, { retry, required: needsData }),
      ensureTensorFlow(tools, retry),
      needsWindow ? tools.then((node24) => ensureElectron(node24, retry)) : undefined,
    ])
    return { node24: await tools }
  })
}

/** Set-up for tools that neither train nor show anything. @returns {Promise<{ node24: string }>} */
export function setUpTools() {
  return interruptibly(async () => {
    checkDisk()
    return { node24: await ensureTools() }
  })
}

/** Set-up for `npm run build`, which builds also what is built. */
export function setUpBuild() {
  return interruptibly(async () => {
    checkDisk()
    return ensureBuild(await ensureTools(), { force: true })
  })
}
