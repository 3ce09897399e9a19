/** The images of one run: a subset for training, the first of the validation images. */
import { createHash } from 'node:crypto'
import { sampleImageCount } from '../contract/config'
import {
  chainOf,
  dataNameOf,
  dataSourceOf,
  shapesOf,
  taskOf,
  type DataSettings,
  type RunShapes,
} from '../contract/run-data'
import { createRandom, shuffle } from '../maths/random'
import { sizeOfShape } from '../recipes/data-source'
import { checkCache, hashOfManifest, imageBytes, readImages, readLabels } from './cache'
import { createNoise, type AddNoise } from './noise'
import { createTargetWriter, type WriteTarget } from './targets'

export type ImageSet = {
  readonly count: number
  readonly shapes: RunShapes
  /** Inputs as bytes, one image behind the other. */
  readonly images: Uint8Array
  /** In [0, 1], one target behind the other; of classes 1 for an image's own and 0 for the others. */
  readonly targets: Float32Array
  /** The class of each image, where classes are what is trained. */
  readonly labels?: Uint8Array | null
  /** What comes on an input when it is taken. */
  readonly noise?: AddNoise | null
}

export type RunData = { readonly training: ImageSet; readonly validation: ImageSet; readonly hash: string }

export type RunDataOptions = DataSettings & {
  readonly trainSize: number
  readonly validationSize: number
  readonly dataSeed: number
  /** Of the run: its noise on training images. */
  readonly seed?: number
}

/** Which of so many training images a subset has: ascending indices, chosen by `dataSeed` alone (definitions: "Data"). */
export function chooseSubset(
  trainSize: number,
  dataSeed: number,
  images = dataSourceOf({}).counts.training,
): Uint32Array {
  const indices = Uint32Array.from({ length: images }, (_, index) => index)
  if (trainSize === images) return indices
  shuffle(indices, createRandom(dataSeed, 'subset'))
  return indices.slice(0, trainSize).sort()
}

/**
 * Loads what a run needs.
 * @throws PlateauError `data-missing` or `data-corrupt`, naming the file.
 */
export function loadRunData(options: RunDataOptions): RunData {
  const { trainSize, validationSize, dataSeed, inputNoise = 0, seed = 0 } = options
  const manifest = checkCache()
  const shapes = shapesOf(options)
  const first = Uint32Array.from({ length: validationSize }, (_, index) => index)
  const chosen = chooseSubset(trainSize, dataSeed, dataSourceOf(options).counts.training)
  const isClassified = taskOf(options) === 'classification'
  const setOf = (part: Part, indices: Uint32Array, noise: AddNoise | null): ImageSet => {
    const images = readImages(`${part}-images.bin`, indices)
    const labels = isClassified ? readLabels(`${part}-labels.bin`, indices) : null
    const targets =
      labels === null
        ? makeTargets(images, shapes, createTargetWriter(chainOf(options), shapes.input))
        : makeClassTargets(labels, sizeOfShape(shapes.target))
    return { count: indices.length, shapes, images, targets, labels, noise }
  }
  return {
    training: setOf('train', chosen, createNoise(inputNoise, seed, 'training')),
    // The same for every run on the data, whatever its seed, so that runs are validated on the same inputs.
    validation: setOf('test', first, createNoise(inputNoise, dataSeed, 'validation')),
    hash: hashOfData(hashOfManifest(manifest), options),
  }
}

type Part = 'train' | 'test'

/** 1 at an image's class, and 0 at the others. */
function makeClassTargets(labels: Uint8Array, classes: number): Float32Array {
  const targets = new Float32Array(labels.length * classes)
  labels.forEach((label, image) => {
    targets[image * classes + label] = 1
  })
  return targets
}

/** What a run records as its data: images alone as before there was a choice of targets, else images and what is made of them. */
function hashOfData(images: string, options: RunDataOptions): string {
  const name = dataNameOf(options)
  return name === dataNameOf({}) ? images : createHash('sha256').update(`${images}\n${name}\n`).digest('hex')
}

function makeTargets(images: Uint8Array, shapes: RunShapes, write: WriteTarget): Float32Array {
  const count = images.length / imageBytes
  const size = sizeOfShape(shapes.target)
  const targets = new Float32Array(count * size)
  for (let index = 0; index < count; index += 1)
    write(
      images.subarray(index * imageBytes, (index + 1) * imageBytes),
      targets.subarray(index * size, (index + 1) * size),
    )
  return targets
}

/** The inputs of images as the network gets them, in [0, 1]. @param epoch 1-based; 0 where they are the same whenever they are looked at */
export function writeInputs(set: ImageSet, indices: ArrayLike<number>, epoch: number, inputs: Float32Array): void {
  const size = sizeOfShape(set.shapes.input)
  for (let position = 0; position < indices.length; position += 1) {
    const index = indices[position] ?? 0
    const [from, to] = [index * size, position * size]
    for (let byte = 0; byte < size; byte += 1) inputs[to + byte] = unit[set.images[from + byte] ?? 0] ?? 0
    set.noise?.(inputs, to, size, index, epoch)
  }
}

/** Bytes to [0, 1], as `ToTensor` divides. */
const unit = Float32Array.from({ length: 256 }, (_, byte) => byte / 255)

/** The eight fixed validation images: inputs as they are seen, in bytes. */
export function takeSamples(set: ImageSet): { inputs: Uint8Array; targets: Float32Array } {
  const inputs = new Float32Array(sampleImageCount * sizeOfShape(set.shapes.input))
  writeInputs(
    set,
    Array.from({ length: sampleImageCount }, (_, index) => index),
    0,
    inputs,
  )
  return {
    inputs: Uint8Array.from(inputs, (value) => Math.round(value * 255)),
    targets: set.targets.slice(0, sampleImageCount * sizeOfShape(set.shapes.target)),
  }
}
