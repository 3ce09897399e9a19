/** A history of seeds in groups, with curves that tell the groups apart, written as a core would have written it. */
import { shapesOf, taskOf } from '../../src-main/contract/run-data'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { buildLayers, countParameters } from '../../src-main/contract/architecture'
import { requireRunConfig, type RunConfig, type RunConfigInput } from '../../src-main/contract/config'
import type { EndReason } from '../../src-main/contract/run'
import { openDatabase } from '../../src-main/store/open'
import { createStore, type Store } from '../../src-main/store/store'
import { seededProject } from './seeded-project'

export type SeededGroup = {
  readonly input: RunConfigInput
  readonly seeds: readonly number[]
  readonly epochs: number
  /** What val_mse falls to; of classes, what accuracy is below 1 in the end. */
  readonly floor: number
  /** How fast: the share of the way that is left after an epoch. */
  readonly decay: number
  readonly epochSeconds: number
  readonly reason?: EndReason
  /** Each run has its images of the last epoch: a ramp of grey. */
  readonly hasImages?: boolean
}

/** Plain and pooled under MSE and Smooth L1, three seeds each: pooled is better, faster in epochs and slower in seconds. */
export const twoByTwo: readonly SeededGroup[] = (['plain', 'pooled'] as const).flatMap((architecture) =>
  (['mse', 'smooth-l1'] as const).map((loss) => ({
    input: { architecture, loss, monitor: 'val_mse' as const, trainSize: 10_000, validationSize: 2_000, epochs: 60 },
    seeds: [1, 2, 3],
    epochs: architecture === 'plain' ? 60 : 32,
    floor: (architecture === 'plain' ? 0.0121 : 0.0122) + (loss === 'mse' ? 0 : 0.0002),
    decay: architecture === 'plain' ? 0.93 : 0.8,
    epochSeconds: architecture === 'plain' ? 28 : 55,
    reason: architecture === 'plain' ? ('completed' as const) : ('early-stopped' as const),
  })),
)

/** Adds ended runs to the history of a home without a core; returns their names, group by group. */
export function seedGroups(home: string, groups: readonly SeededGroup[]): string[] {
  mkdirSync(join(home, 'runs'), { recursive: true })
  const store = createStore(openDatabase(home))
  const names: string[] = []
  store.transaction(() => {
    for (const group of groups) for (const seed of group.seeds) names.push(addRun(store, group, seed, names.length))
  })
  store.close()
  return names
}

/** The same for the same place and epoch; between -1 and 1. */
function noise(place: number, epoch: number): number {
  const wave = Math.sin(place * 12.9898 + epoch * 78.233) * 43758.5453
  return (wave - Math.floor(wave)) * 2 - 1
}

const metricsAt = (config: RunConfig, error: number) =>
  taskOf(config) === 'classification'
    ? { val_accuracy: 1 - error * 20, val_top5: 1 - error, val_f1: 1 - error * 21 }
    : {
        val_mse: error,
        val_mae: Math.sqrt(error) * 0.7,
        val_psnr: -10 * Math.log10(error),
        val_ssim: 1 - error * 20,
      }

function addRun(store: Store, group: SeededGroup, seed: number, place: number): string {
  const config = requireRunConfig({ ...group.input, seed })
  const layers = buildLayers(config)
  const id = `grouped${String(place).padStart(4, '0')}`
  const name = `calm-bay-${place + 1}`
  const time = (minutes: number) => new Date(Date.UTC(2026, 0, 1) + (place * 60 + minutes) * 60_000).toISOString()
  store.runs.insert({
    id,
    project: seededProject(store),
    name,
    config,
    layers,
    parameters: countParameters(layers, shapesOf(config).input),
    colourSlot: place % 24,
    launchGroup: 'seeded-groups',
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
    engineVersion: '2',
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
  for (let epoch = 1; epoch <= group.epochs; epoch += 1) {
    const error = group.floor + 0.02 * group.decay ** epoch + 0.0004 * noise(place, epoch) + 0.0001 * noise(place, 0)
    const loss = config.loss === 'mse' ? error : error / 2
    store.epochs.commit(id, {
      epoch,
      seconds: group.epochSeconds,
      elapsedSeconds: group.epochSeconds * epoch,
      imagesPerSecond: config.trainSize / group.epochSeconds,
      values: { train_loss: loss, validation_loss: loss, ...metricsAt(config, error) },
    })
  }
  if (group.hasImages === true)
    store.samples.keepOutputs(
      id,
      group.epochs,
      Float32Array.from({ length: 8 * 784 }, (_, pixel) => (pixel % 28) / 28),
    )
  const reason = group.reason ?? 'completed'
  store.attempts.end(id, time(2), reason)
  store.runs.markEnded(id, reason, null, time(2))
  return name
}
