/** A run's trained network written for other programs, and read back before anybody gets it. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { buildLayers } from '../../contract/architecture'
import { PlateauError } from '../../contract/errors'
import { shapesOf, taskOf } from '../../contract/run-data'
import type { TrainerCommand } from '../../contract/trainer-protocol'
import { createRandom } from '../../maths/random'
import { appVersion } from '../../platform/app-version'
import { sizeOfShape } from '../../recipes/data-source'
import type { GraphTensor } from '../../recipes/layer-exports'
import type { LayerSpec, Shape } from '../../recipes/layer'
import { parametersOf } from '../../recipes/layer-parameters'
import { readCheckpoint } from '../checkpoints/choose'
import { encodeSafetensorsHeader } from '../../contract/safetensors'
import { decodeSafetensors } from '../checkpoints/safetensors'
import { restoreWeights } from '../checkpoints/state'
import type { Kernels, TensorFlow } from '../kernels/kernels'
import { createNetwork, type Network } from '../network'
import { fromTorch, toTorch } from '../../recipes/parameter-layouts'
import { onnxModel } from './onnx'
import { tfjsArtifacts, tfjsFiles } from './tfjs'
import { torchModule } from './torch-module'

type ExportCommand = Extract<TrainerCommand, { type: 'export' }>
type File = { readonly path: string; readonly bytes: Uint8Array }

export type ExportedModel = {
  readonly files: readonly string[]
  /** Of its outputs for random images from the network's own; null where nothing here runs the format. */
  readonly largestDifference: number | null
}

type Model = {
  readonly layers: readonly LayerSpec[]
  readonly tensors: ReadonlyMap<string, GraphTensor>
  readonly input: Shape
  readonly target: Shape | null
  readonly title: string
}

/** Images that an export is compared on, and how far it may be from the network beside the size of its outputs. */
const comparedImages = 8
const mostDifference = 1e-4

/** Writes the files into the folder. @throws PlateauError `checkpoint-corrupt`, or `internal` where what was read back gives other outputs */
export async function exportModel(tf: TensorFlow, kernels: Kernels, command: ExportCommand): Promise<ExportedModel> {
  const { config, directory, checkpoint, title, format, folder, isPacked } = command
  const { contents } = readCheckpoint(directory, checkpoint)
  const network = createNetwork(tf, kernels, config)
  // Says so, where a checkpoint is another network's.
  restoreWeights(tf, network, contents)
  const layers = buildLayers(config)
  const { input, target } = shapesOf(config)
  const tensors = new Map(
    parametersOf(layers, input).flatMap(({ name }) => {
      const stored = contents.tensors.get(name)
      return stored === undefined ? [] : [[name, stored] as const]
    }),
  )
  const model: Model = { layers, tensors, input, target: taskOf(config) === 'classification' ? null : target, title }
  const about = { run: command.run, epoch: String(checkpoint.epoch), config: JSON.stringify(config) }
  const { files, largestDifference } = await make(tf, kernels, format, model, about, { network, command })
  const written = isPacked ? [packed(files)] : files
  for (const { path, bytes } of written) writeFileSync(join(folder, path), bytes)
  return { files: written.map(({ path }) => path), largestDifference }
}

type Made = { readonly files: readonly File[]; readonly largestDifference: number | null }

async function make(
  tf: TensorFlow,
  kernels: Kernels,
  format: ExportCommand['format'],
  model: Model,
  about: Readonly<Record<string, string>>,
  own: { readonly network: Network; readonly command: ExportCommand },
): Promise<Made> {
  if (format === 'onnx') {
    const bytes = onnxModel({ ...model, producerVersion: appVersion })
    return { files: [{ path: 'model.onnx', bytes }], largestDifference: null }
  }
  const images = randomImages(model.input)
  const expected = evaluate(tf, own.network, images, model.input)
  if (format === 'tfjs') {
    const artifacts = await tfjsArtifacts(tf, model)
    const files = tfjsFiles(artifacts)
    const read = await tf.loadLayersModel(tf.io.fromMemory(artifacts))
    const found = tf.tidy(() =>
      (
        read.predict(tf.tensor(images, [comparedImages, ...model.input])) as ReturnType<typeof tf.tensor>
      ).dataSync<'float32'>(),
    )
    read.dispose()
    return { files, largestDifference: differenceOf(found, expected) }
  }
  const bytes = torchWeights(model, about)
  const anew = createNetwork(tf, kernels, own.command.config)
  restoreWeights(tf, anew, { metadata: new Map(), tensors: readTorchWeights(model, bytes) })
  const largestDifference = differenceOf(evaluate(tf, anew, images, model.input), expected)
  anew.dispose()
  const weights: File = { path: 'model.safetensors', bytes }
  if (format === 'safetensors') return { files: [weights], largestDifference }
  const text = torchModule({ ...model, weights: weights.path })
  return { files: [{ path: 'model.py', bytes: Buffer.from(text) }, weights], largestDifference }
}

/** A safetensors file with torch's names and layouts. `format` is what other readers look for. */
export function torchWeights(
  { layers, tensors, input }: Pick<Model, 'layers' | 'tensors' | 'input'>,
  about: Readonly<Record<string, string>>,
): Uint8Array {
  const there = parametersOf(layers, input).flatMap(({ name, layout }) => {
    const tensor = tensors.get(name)
    return tensor === undefined ? [] : [{ name, ...toTorch(tensor, layout) }]
  })
  const header = encodeSafetensorsHeader(there, new Map(Object.entries({ format: 'pt', ...about })))
  const bytesOf = ({ values }: GraphTensor) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  return Buffer.concat([header, ...there.map(bytesOf)])
}

/** What was written, as the network takes it. */
function readTorchWeights({ layers, input }: Model, bytes: Uint8Array): Map<string, GraphTensor> {
  const { tensors } = decodeSafetensors(bytes)
  return new Map(
    parametersOf(layers, input).flatMap(({ name, shape, layout }) => {
      const stored = tensors.get(name)
      return stored === undefined ? [] : [[name, fromTorch(stored, shape, layout)] as const]
    }),
  )
}

function randomImages(input: Shape): Float32Array {
  const random = createRandom(1, 'export')
  return Float32Array.from({ length: comparedImages * sizeOfShape(input) }, () => random.uniform())
}

const evaluate = (tf: TensorFlow, network: Network, images: Float32Array, input: Shape): Float32Array =>
  tf.tidy(() => network.evaluate(tf.tensor(images, [comparedImages, ...input])).dataSync<'float32'>())

/** @throws PlateauError `internal` where it is more than rounding */
function differenceOf(found: Float32Array, expected: Float32Array): number {
  let largest = found.length === expected.length ? 0 : Number.POSITIVE_INFINITY
  let size = 1
  for (let index = 0; index < expected.length; index += 1) {
    const [one = Number.NaN, other = Number.NaN] = [found[index], expected[index]]
    // What is no number has to be none on both sides.
    const difference = Object.is(one, other) ? 0 : Math.abs(one - other)
    largest = Math.max(largest, Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference)
    if (Number.isFinite(other)) size = Math.max(size, Math.abs(other))
  }
  if (largest > mostDifference * size)
    throw new PlateauError(
      'internal',
      `The exported model gives other outputs than the run: they are ${largest} apart.`,
    )
  return largest
}

/** One file of several. Weights do not get smaller. */
function packed(files: readonly File[]): File {
  const entries = files.map(({ path, bytes }) => {
    const level = /\.(safetensors|bin)$/.test(path) ? 0 : 6
    return [path, [bytes, { level }]] as const
  })
  return { path: 'model.zip', bytes: zipSync(Object.fromEntries(entries) as Parameters<typeof zipSync>[0]) }
}
