/** A history of many runs, written through the store as a core would have written it. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { buildLayers, countParameters } from '../../src-main/contract/architecture'
import { architectureKinds, lossKinds, requireRunConfig } from '../../src-main/contract/config'
import type { EndReason } from '../../src-main/contract/run'
import { openDatabase } from '../../src-main/store/open'
import { createStore } from '../../src-main/store/store'

const ends: readonly EndReason[] = ['completed', 'completed', 'early-stopped', 'stopped', 'failed']

/** Adds `count` ended runs of 30 epochs each, with attempts and checkpoint rows, to the history of a home without a core. */
export function seedRuns(home: string, count: number): void {
  mkdirSync(join(home, 'runs'), { recursive: true })
  const database = openDatabase(home)
  const store = createStore(database)
  store.transaction(() => {
    for (let index = 0; index < count; index += 1) addRun(store, index)
  })
  store.close()
}

function addRun(store: ReturnType<typeof createStore>, index: number): void {
  const pick = <Value>(values: readonly Value[]): Value => values[index % values.length]!
  const config = requireRunConfig({
    architecture: pick(architectureKinds),
    loss: lossKinds[Math.floor(index / 2) % lossKinds.length]!,
    seed: index,
  })
  const layers = buildLayers(config)
  const id = `seeded${String(index).padStart(6, '0')}`
  const time = (minutes: number) => new Date(Date.UTC(2026, 0, 1) + (index * 60 + minutes) * 60_000).toISOString()
  store.runs.insert({
    id,
    project: 'cifar10-flip-grey',
    name: `calm-bay-${index + 1}`,
    config,
    layers,
    parameters: countParameters(layers),
    colourSlot: index % 8,
    launchGroup: null,
    parentRun: null,
    detached: false,
    verifies: null,
    lastEpoch: null,
    held: false,
    createdAt: time(0),
  })
  store.runs.markStarted(id, time(1))
  store.attempts.begin(id, 'start', time(1))
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
  for (let epoch = 1; epoch <= config.epochs; epoch += 1) {
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
  for (const kind of ['whole', 'weights'] as const) {
    const file = `1/epoch-000030-${kind}.safetensors`
    store.checkpoints.keep(id, { kind, epoch: 30, file, bytes: 17_000_000, sha256: '0'.repeat(64) }, time(2))
  }
  const reason = pick(ends)
  store.attempts.end(id, time(2), reason)
  store.runs.markEnded(id, reason, null, time(2))
}
