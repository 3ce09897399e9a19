/** What was found on this machine, each line ok or with its fix. */
import type { Notice } from './notices'
import { statfsSync } from 'node:fs'
import { cpus, freemem, totalmem } from 'node:os'
import Sqlite from 'better-sqlite3'
import type { Preferences } from '../../contract/preferences'
import type { BackendProbe } from '../../contract/trainer-protocol'
import type { BackendStatus, Check, SystemStatus } from '../../contract/system'
import { readDatasetStatus } from '../../dataset/status'
import { checkDisk } from '../../platform/check-disk'
import { findElectronBinary } from '../../platform/electron-binary.mjs'
import { foreseeSandboxTrouble } from '../../platform/electron-sandbox.mjs'
import { cacheDirectory, shortPath } from '../../platform/paths.mjs'
import { readTensorFlowFailure } from '../../platform/tensorflow-record.mjs'
import { showBytes } from '../../maths/digits'
import type { ClientSession } from '../server'
import { checkRecords, type Unreadable } from './unreadable'
import { concurrencyOf, threadsFor, type Resources } from '../jobs/queue'

const setUpCommand = 'npm run setup'

export function readResources(): Resources {
  return { cpuCount: Math.max(1, cpus().length), totalMemoryBytes: totalmem() }
}

/** A probe as what clients show. Null when nothing could be loaded. */
export function toBackendStatus(probe: BackendProbe | null, threads: number): BackendStatus | null {
  if (!probe?.backend) return null
  const isNative = probe.backend === 'native'
  // What was asked for needs no mending but the asking.
  const isForced = process.env.PLATEAU_BACKEND === 'wasm'
  const failure = isForced ? null : readTensorFlowFailure()
  return {
    kind: probe.backend,
    tensorflowVersion: probe.tensorflowVersion,
    tensorflowSource: probe.tensorflowSource,
    threads,
    reason: isNative ? null : (failure?.reason ?? probe.reason ?? 'Native TensorFlow is not installed.'),
    remedy: isNative ? null : isForced ? 'unset PLATEAU_BACKEND' : (failure?.remedy ?? setUpCommand),
  }
}

/** Bytes that can still be written to the disk of a folder. */
export function readFreeDiskBytes(folder: string): number {
  const disk = statfsSync(folder)
  return disk.bavail * disk.bsize
}

export const readFreeMemoryBytes = (): number => freemem()

export type StatusFacts = {
  readonly appVersion: string
  readonly home: string
  readonly databaseBytes: number
  readonly runCount: number
  readonly probe: BackendProbe | null
  /** Whether figures can be drawn. */
  readonly drawing: Check
  readonly notices: readonly Notice[]
  readonly unreadable: Unreadable
  readonly preferences: Preferences
  /** Who asks: a window of Electron needs no binary to be found. */
  readonly client: ClientSession['client']
}

export function readSystemStatus(facts: StatusFacts): SystemStatus {
  const resources = readResources()
  const { preferences } = facts
  const concurrency = concurrencyOf(resources, preferences)
  const threads = threadsFor(resources, preferences, 1)
  const backend = toBackendStatus(facts.probe, threads)
  const freeDiskBytes = readFreeDiskBytes(facts.home)
  return {
    appVersion: facts.appVersion,
    backend,
    checks: [
      ok('node', 'Node', `${process.versions.node}, for the core, trainers and tools`),
      ok('sqlite', 'SQLite', `${sqliteVersion()}, write-ahead log, every epoch synced`),
      facts.client === 'electron' ? ok('electron', 'Electron', 'this window') : checkElectron(),
      checkTensorFlow(facts.probe, backend),
      facts.drawing,
      ok('threads', 'Threads', `${resources.cpuCount} cores: ${threads} for a lone run, ${concurrency} runs at a time`),
      checkDataset(),
      ok('home', 'History', shortPath(facts.home)),
      checkRecords(facts.unreadable),
      ok('cache', 'Cache', shortPath(cacheDirectory())),
      checkDisk(facts.home, showBytes),
      ok('memory', 'Memory', `${showBytes(freemem())} free of ${showBytes(totalmem())}`),
    ],
    home: facts.home,
    databaseBytes: facts.databaseBytes,
    runCount: facts.runCount,
    freeDiskBytes,
    freeMemoryBytes: freemem(),
    totalMemoryBytes: totalmem(),
    cpuCount: resources.cpuCount,
    concurrency,
    threadsPerRun: threadsFor(resources, preferences, concurrency),
    notices: facts.notices.map(({ sentence }) => sentence),
    interrupted: facts.notices.map(({ run }) => run),
  }
}

const ok = (id: string, label: string, detail: string): Check => ({ id, label, status: 'ok', detail, remedy: null })

function sqliteVersion(): string {
  const database = new Sqlite(':memory:')
  try {
    return String(database.prepare('SELECT sqlite_version()').pluck().get())
  } finally {
    database.close()
  }
}

function checkElectron(): Check {
  const found = findElectronBinary()
  if (found) {
    const detail = `${found.version ?? 'present'} (${found.source})`
    const trouble = foreseeSandboxTrouble(found.path)
    if (trouble === null) return ok('electron', 'Electron', detail)
    return {
      id: 'electron',
      label: 'Electron',
      status: 'warning',
      detail: `${detail}, but ${trouble.problem}: Plateau opens as a browser page instead of a window`,
      remedy: trouble.remedies[0] ?? null,
    }
  }
  return {
    id: 'electron',
    label: 'Electron',
    status: 'warning',
    detail: 'No binary; Plateau opens in a browser page instead of a window',
    remedy: setUpCommand,
  }
}

function checkTensorFlow(probe: BackendProbe | null, backend: BackendStatus | null): Check {
  const base = { id: 'tensorflow', label: 'TensorFlow' }
  if (probe === null) return { ...base, status: 'warning', detail: 'Still checking', remedy: null }
  if (backend === null)
    return { ...base, status: 'missing', detail: probe.reason ?? 'No backend could be loaded', remedy: setUpCommand }
  if (backend.kind === 'native') {
    return ok(
      'tensorflow',
      'TensorFlow',
      `native ${backend.tensorflowVersion} (${backend.tensorflowSource}), ${backend.threads} threads`,
    )
  }
  return {
    ...base,
    status: 'warning',
    detail: `WebAssembly, about ten times slower than native: ${backend.reason ?? ''}`,
    remedy: backend.remedy,
  }
}

function checkDataset(): Check {
  const status = readDatasetStatus()
  if (status.ok) return ok('dataset', 'CIFAR-10', `60,000 images from ${status.source}, sizes and checksums match`)
  return { id: 'dataset', label: 'CIFAR-10', status: 'missing', detail: status.message, remedy: setUpCommand }
}
