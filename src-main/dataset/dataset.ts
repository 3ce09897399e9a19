/** The images of one run: a subset for training, the first of the validation images. */
import { sampleImageCount } from '../contract/config'
import { chainOf, dataSourceOf, shapesOf, taskOf, type RunShapes } from '../contract/run-data'
import { dataSetsDirectory } from '../platform/paths.mjs'
import { sizeOfShape } from '../recipes/data-source'
import { createAugment } from './augment'
import { checkCache, hashOfManifest, imageBytes, readImages, readLabels } from './cache'
import {
  chooseSubset,
  hashOfData,
  makeClassTargets,
  writeInputs,
  type ImageSet,
  type RunData,
  type RunDataOptions,
} from './image-set'
import { createNoise, type AddNoise } from './noise'
import { loadOwnData } from './own/load'
import { createTargetWriter, type WriteTarget } from './targets'

/**
 * Loads what a run needs.
 * @param directory of prepared data sets of one's own
 * @throws PlateauError `data-missing` or `data-corrupt`, naming the file.
 */
export function loadRunData(options: RunDataOptions, directory: string = dataSetsDirectory()): RunData {
  const { own } = dataSourceOf(options)
  if (own !== null) return loadOwnData(options, own, directory)
  const { trainSize, validationSize, dataSeed, inputNoise = 0, seed = 0 } = options
  const manifest = checkCache()
  const shapes = shapesOf(options)
  const first = Uint32Array.from({ length: validationSize }, (_, index) => index)
  const chosen = chooseSubset(trainSize, dataSeed, dataSourceOf(options).counts.training)
  const write = taskOf(options) === 'classification' ? null : createTargetWriter(chainOf(options), shapes.input)
  const setOf = (part: Part, indices: Uint32Array, noise: AddNoise | null): ImageSet => {
    const images = readImages(`${part}-images.bin`, indices)
    const labels = write === null ? readLabels(`${part}-labels.bin`, indices) : null
    const targets =
      write === null
        ? makeClassTargets(labels ?? new Uint8Array(), sizeOfShape(shapes.target))
        : makeTargets(images, shapes, write)
    return { count: indices.length, shapes, images, targets, labels, noise }
  }
  const training = setOf('train', chosen, createNoise(inputNoise, seed, 'training'))
  const augment = createAugment({ augment: options.augment, seed, input: shapes.input, targets: write ?? 'classes' })
  return {
    training: { ...training, augment },
    // The same for every run on the data, whatever its seed, so that runs are validated on the same inputs.
    validation: setOf('test', first, createNoise(inputNoise, dataSeed, 'validation')),
    hash: hashOfData(hashOfManifest(manifest), options),
  }
}

/** The validation images alone, which are the same however many images there are for training. @throws as {@link loadRunData} does */
export const loadValidation = (options: RunDataOptions): ImageSet =>
  loadRunData({ ...options, trainSize: 1 }).validation

type Part = 'train' | 'test'

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
