/** The weights that a run begins with, out of a file: another run's checkpoint, or whatever has torch's names. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { buildLayers } from '../contract/architecture'
import type { RunConfig } from '../contract/config'
import { PlateauError } from '../contract/errors'
import { findTensor, isOwnCheckpoint, isTfjs } from '../contract/initial-weights'
import { shapesOf } from '../contract/run-data'
import { readSafetensorsHeader } from '../contract/safetensors'
import { parametersOf } from '../recipes/layer-parameters'
import { fromTorch } from '../recipes/parameter-layouts'
import { decodeSafetensors } from './checkpoints/safetensors'
import { restoreWeights } from './checkpoints/state'
import { readTfjs } from './export/read-tfjs'
import type { TensorFlow } from './kernels/kernels'
import type { Network } from './network'

/** Puts them in place of those that the seed made. @throws PlateauError `checkpoint-corrupt` where the file is gone, altered or another network's */
export async function loadInitialWeights(
  tf: TensorFlow,
  network: Network,
  config: RunConfig,
  path: string,
): Promise<void> {
  let bytes: Uint8Array
  try {
    bytes = readFileSync(path)
  } catch (error) {
    throw new PlateauError('checkpoint-corrupt', 'The weights that the run begins with cannot be read.', {
      cause: error,
    })
  }
  if (createHash('sha256').update(bytes).digest('hex') !== config.initialWeights)
    throw new PlateauError('checkpoint-corrupt', 'The weights that the run begins with were altered.')
  const layers = buildLayers(config)
  const { input } = shapesOf(config)
  if (isTfjs(readSafetensorsHeader(bytes))) {
    const { metadata, tensors } = decodeSafetensors(bytes)
    restoreWeights(tf, network, { metadata, tensors: await readTfjs(tf, { layers, input }, tensors) })
    return
  }
  const parameters = parametersOf(layers, input)
  const names = new Set(parameters.flatMap(({ name }) => [name, name.replace(/^layers\./, '')]))
  const { metadata, tensors } = decodeSafetensors(bytes, (name) => names.has(name))
  const isOwn = isOwnCheckpoint({ metadata })
  const found = parameters.flatMap(({ name, shape, layout }) => {
    const stored = findTensor(tensors, name)
    return stored === undefined ? [] : [[name, isOwn ? stored : fromTorch(stored, shape, layout)] as const]
  })
  restoreWeights(tf, network, { metadata, tensors: new Map(found) })
}
