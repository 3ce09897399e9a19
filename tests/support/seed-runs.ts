/** A history of many runs, written through the store as a core would have written it. */
import { shapesOf } from '../../src-main/contract/run-data'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { buildLayers, countParameters } from '../../src-main/contract/architecture'
import { architectureKinds, lossKinds, requireRunConfig } from '../../src-main/contract/config'
import type { EndReason } from '../../src-main/contract/run'
import { openDatabase } from '../../src-main/store/open'
import { createStore, type Store } from '../../src-main/store/store'
import { seededProject } from './seeded-project'

const seededLosses = lossKinds.slice(0, 4)
const ends: readonly EndReason[] = ['completed', 'completed', 'early-stopped', 'stopped', 'failed']

/** Adds `count` ended runs of 30 epochs each, with attempts and checkpoint rows, to the history of a home without a core. */
export function seedRuns(home: string, count: number): void {
  mkdirSync(join(home, 'runs'), { recursive: true })
  const database = openDatabase(home)
  const store = createStore(database)
  store.transaction(() => {
    for (let index = 0; index < count; index += 1) {
      const id = addRun(store, index)
      for (let epoch = 1; epoch <= 30; epoch += 1) addEpoch(store, id, index, epoch)
      endRun(store, id, index)
    }
  })
  store.close()
}

const pick = <Value>(values: readonly Value[], index: number): Value => values[index % values.length]!
const time = (index: number, minutes: number) =>
  new Date(Date.UTC(2026, 0, 1) + (index * 60 + minutes) * 60_000).toISOString()

/** Adds a run that trains: the `index`-th of its home. @returns its id. */
export function addRun(store: Store, index: number, epochs = 30): string {
  const config = requireRunConfig({
    architecture: pick(architectureKinds, index),
    // The same histories, whatever losses there will be.
    loss: seededLosses[Math.floor(index / 2) % seededLosses.length]!,
    seed: index,
    epochs,
  })
  const layers = buildLayers(config)
  const id = `seeded${String(index).padStart(6, '0')}`
  store.runs.insert({
    id,
    project: seededProject(store),
    name: `calm-bay-${index + 1}`,
    config,
    layers,
    parameters: countParameters(layers, shapesOf({}).input),
    colourSlot: index % 24,
    launchGroup: null,
    parentRun: null,
    detached: false,
    verifies: null,
    lastEpoch: null,
    held: false,
    createdAt: time(index, 0),
  })
  store.runs.markStarted(id, time(index, 1))
  store.attempts.begin(id, 'start', time(index, 1))
  const environment = {
    engineVersion: '1',
    appVersion: '0.1.0',
    backend: 'native',
    tensorflowVersion: '2.18.0',
    tensorflowSource: 'pypi',
    threads: 2,
    cpuModel: 'A processor',
    oneDnn: true,
    nodeVersion: '24.0.0',
    platform: 'linux-x64',
    dataHash: '0'.repeat(64),
  } as const
  store.samples.keepSet(environment.dataHash, new Uint8Array(8 * 3_072), new Float32Array(8 * 784))
  store.runs.setEnvironment(id, environment, environment.dataHash)
  store.attempts.setReady(id, 1, { fromEpoch: 0, freshOptimizer: false, environment })
  return id
}

function addEpoch(store: Store, id: string, index: number, epoch: number): void {
  const loss = 0.2 / epoch + index / 1e6
  store.epochs.commit(id, {
    epoch,
    seconds: 2,
    elapsedSeconds: 2 * epoch,
    imagesPerSecond: 1_500,
    values: {
      train_loss: loss,
      validation_loss: loss,
      val_mse: loss,
      val_mae: Math.sqrt(loss),
      val_psnr: -10 * Math.log10(loss),
      val_ssim: 1 - loss,
    },
  })
}

/** Ends a run that {@link addRun} has made, with checkpoint rows of its last epoch. */
export function endRun(store: Store, id: string, index: number, epochs = 30): void {
  for (const kind of ['whole', 'weights'] as const) {
    const file = `1/epoch-${String(epochs).padStart(6, '0')}-${kind}.safetensors`
    store.checkpoints.keep(id, { kind, epoch: epochs, file, bytes: 17_000_000, sha256: '0'.repeat(64) }, time(index, 2))
  }
  const reason = pick(ends, index)
  store.attempts.end(id, time(index, 2), reason)
  store.runs.markEnded(id, reason, null, time(index, 2))
  // As a core leaves it.
  store.epochs.pack(id)
}
