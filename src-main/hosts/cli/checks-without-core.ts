/** What the command line can find out by itself when no core can be had: the doctor must answer then above all. */
import { accessSync, constants, existsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Check } from '@contract/system'
import { errorTable } from '@contract/errors'
import { showBytes } from '@maths/digits'
import { checkDisk } from '../../platform/check-disk'
import { checkDrawing } from '../../platform/check-drawing'
import { findElectronBinary } from '../../platform/electron-binary.mjs'
import { findNode24 } from '../../platform/node24.mjs'
import { cacheDirectory, cifar10Directory, shortPath } from '../../platform/paths.mjs'
import { readTensorFlowFailure, readTensorFlowRecord } from '../../platform/tensorflow-record.mjs'
import { asSentence, toPlateauError } from '../error-text'

const setUp = 'npm run setup'

/** The core's own failure first, then everything that can be seen from outside it. */
export function checkWithoutCore(home: string, failure: unknown): Check[] {
  const { code, message } = toPlateauError(failure)
  return [
    {
      id: 'core',
      label: 'Core',
      status: 'missing',
      detail: asSentence(message),
      remedy: errorTable[code].nextStep,
    },
    checkNode(),
    checkTensorFlow(),
    checkDrawing(),
    checkData(),
    checkElectron(),
    code === 'home-unwritable' ? homeUnwritable(asSentence(message)) : checkHome(home),
    { id: 'cache', label: 'Cache', status: 'ok', detail: shortPath(cacheDirectory()), remedy: null },
    ...checkSpace(home),
  ]
}

function checkNode(): Check {
  const node = findNode24()
  return node === null
    ? { id: 'node', label: 'Node', status: 'missing', detail: 'Node 22.14 or newer was not found', remedy: setUp }
    : { id: 'node', label: 'Node', status: 'ok', detail: node, remedy: null }
}

function checkTensorFlow(): Check {
  const base = { id: 'tensorflow', label: 'TensorFlow' }
  const record = readTensorFlowRecord()
  if (record !== null) return { ...base, status: 'ok', detail: `${record.version} (${record.source})`, remedy: null }
  const failure = readTensorFlowFailure()
  return {
    ...base,
    status: 'warning',
    detail: failure?.reason ?? 'native TensorFlow is not set up; training runs on WebAssembly, about ten times slower',
    remedy: failure?.remedy ?? setUp,
  }
}

function checkData(): Check {
  const base = { id: 'dataset', label: 'CIFAR-10' }
  const folder = cifar10Directory()
  return existsSync(folder)
    ? { ...base, status: 'ok', detail: folder, remedy: null }
    : { ...base, status: 'missing', detail: `not in ${folder}`, remedy: setUp }
}

function checkElectron(): Check {
  const base = { id: 'electron', label: 'Electron' }
  const binary = findElectronBinary()
  return binary === null
    ? { ...base, status: 'warning', detail: 'no binary; Plateau opens in a browser page', remedy: setUp }
    : { ...base, status: 'ok', detail: `${binary.version ?? 'unknown version'} (${binary.source})`, remedy: null }
}

/** The core has tried, and says why. */
const homeUnwritable = (detail: string): Check => ({
  id: 'home',
  label: 'History',
  status: 'missing',
  detail,
  remedy: 'choose another with --home',
})

function checkHome(home: string): Check {
  const base = { id: 'home', label: 'History' }
  try {
    accessSync(nearestExisting(home), constants.W_OK)
    return { ...base, status: 'ok', detail: shortPath(home), remedy: null }
  } catch {
    // Whatever the reason, it cannot be written, and that is what this check says.
    return { ...base, status: 'missing', detail: `${home} cannot be written`, remedy: 'choose another with --home' }
  }
}

/** Nothing where the system does not say it. */
function checkSpace(home: string): Check[] {
  try {
    return [checkDisk(nearestExisting(home), showBytes)]
  } catch {
    // A folder that cannot be looked at is said above.
    return []
  }
}

/** The folder itself, or the one that it would be made in. */
function nearestExisting(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearestExisting(dirname(folder))
}
