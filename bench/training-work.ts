/** What is trained: the same network, first weights, images and order of batches for Plateau and for every other framework. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildLayers } from '../src-main/contract/architecture'
import { requireRunConfig, type RunConfigInput } from '../src-main/contract/config'
import { shapesOf, taskOf } from '../src-main/contract/run-data'
import { loadRunData } from '../src-main/dataset/dataset'
import { orderOfEpoch } from '../src-main/dataset/random'
import { createRandom } from '../src-main/maths/random'
import { sizeOfShape } from '../src-main/recipes/data-source'
import { inferLayers } from '../src-main/recipes/infer-layers'
import { parametersOf, type NamedParameter } from '../src-main/recipes/layer-parameters'
import { torchWeights } from '../src-main/training/export/export-model'
import { torchModule } from '../src-main/training/export/torch-module'

const settingsOf = {
  plain: { architecture: 'plain' },
  pooled: { architecture: 'pooled' },
  resnet: { architecture: 'resnet', task: 'classification', loss: 'cross-entropy' },
  unet: { architecture: 'unet' },
} as const satisfies Readonly<Record<string, RunConfigInput>>

export type TrainingCase = keyof typeof settingsOf
export const trainingCases = Object.keys(settingsOf) as readonly TrainingCase[]

export type TrainingWork = {
  readonly name: TrainingCase
  readonly config: RunConfigInput
  /** Of `work.json` and the files beside it, which the scripts under `peers/` read. */
  readonly folder: string
  /** The weights that all begin with, by torch's names and in its layouts. */
  readonly weights: string
}

const weightsFile = 'weights.safetensors'

/** Writes into a new folder what the others need. @param epochs the untimed first one included */
export function writeTrainingWork(
  name: TrainingCase,
  folder: string,
  { trainSize, epochs }: { readonly trainSize: number; readonly epochs: number },
): TrainingWork {
  const given: RunConfigInput = { ...settingsOf[name], trainSize, validationSize: 64, epochs }
  const config = requireRunConfig(given)
  const layers = buildLayers(config)
  const { input, target } = shapesOf(config)
  const isOfClasses = taskOf(config) === 'classification'
  const random = createRandom(1, 'bench')
  const tensors = new Map(
    parametersOf(layers, input).map((parameter) => [
      parameter.name,
      { shape: parameter.shape, values: firstValues(parameter, () => random.uniform()) },
    ]),
  )
  const { training } = loadRunData(config)
  const orders = Array.from({ length: epochs }, (_, epoch) => orderOfEpoch(trainSize, config.seed, epoch + 1))
  mkdirSync(folder)
  const write = (file: string, bytes: Uint8Array | string) => writeFileSync(join(folder, file), bytes)
  write('images.bin', training.images)
  write('targets.bin', bytesOf(training.targets))
  write('order.bin', Buffer.concat(orders.map(bytesOf)))
  write(weightsFile, torchWeights({ layers, tensors, input }, {}))
  const torchTarget = isOfClasses ? null : target
  write('network.py', torchModule({ layers, input, target: torchTarget, title: name, weights: weightsFile }))
  const rows = inferLayers(layers, input).rows.filter(({ depth }) => depth === 0)
  // torch's own flatten is a view, where the one of Plateau's layout copies: a dense layer behind it takes its weights in torch's order.
  const flattened = rows.flatMap(({ layer, inputShape }, index) =>
    layer.kind === 'flatten' && rows[index + 1]?.layer.kind === 'dense' ? [{ index, shape: inputShape }] : [],
  )
  const work = { layers, input, target, isOfClasses, flattened, images: trainSize, epochs, batchSize: config.batchSize }
  write('work.json', JSON.stringify(work))
  return { name, config: given, folder, weights: join(folder, weightsFile) }
}

/** As a network of Plateau's begins, from random numbers of the benchmark's own. */
function firstValues({ shape, start }: NamedParameter, uniform: () => number): Float32Array {
  const values = new Float32Array(sizeOfShape(shape))
  if (start === 'zeros') return values
  if (start === 'ones') return values.fill(1)
  if ('value' in start) return values.fill(start.value)
  const bound = 1 / Math.sqrt(start.fanIn)
  return values.map(() => (uniform() * 2 - 1) * bound)
}

const bytesOf = (values: Float32Array | Uint32Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
