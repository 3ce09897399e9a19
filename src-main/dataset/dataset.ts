/** The images of one run: a subset for training, the first of the validation images. */
import { sampleImageCount } from '../contract/config'
import { dataSourceOf, shapesOf, type DataSettings, type RunShapes } from '../contract/run-data'
import { createRandom, shuffle } from '../maths/random'
import { sizeOfShape } from '../recipes/data-source'
import { checkCache, hashOfManifest, imageBytes, readImages } from './cache'
import { writeTarget } from './targets'

export type ImageSet = {
  readonly count: number
  readonly shapes: RunShapes
  /** Inputs as bytes, one image behind the other. */
  readonly images: Uint8Array
  /** In [0, 1], one target behind the other. */
  readonly targets: Float32Array
}

export type RunData = { readonly training: ImageSet; readonly validation: ImageSet; readonly hash: string }

export type RunDataOptions = DataSettings & {
  readonly trainSize: number
  readonly validationSize: number
  readonly dataSeed: number
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
  const { trainSize, validationSize, dataSeed } = options
  const manifest = checkCache()
  const shapes = shapesOf(options)
  const first = Uint32Array.from({ length: validationSize }, (_, index) => index)
  const chosen = chooseSubset(trainSize, dataSeed, dataSourceOf(options).counts.training)
  return {
    training: withTargets(readImages('train-images.bin', chosen), shapes),
    validation: withTargets(readImages('test-images.bin', first), shapes),
    hash: hashOfManifest(manifest),
  }
}

function withTargets(images: Uint8Array, shapes: RunShapes): ImageSet {
  const count = images.length / imageBytes
  const size = sizeOfShape(shapes.target)
  const targets = new Float32Array(count * size)
  for (let index = 0; index < count; index += 1) {
    writeTarget(
      images.subarray(index * imageBytes, (index + 1) * imageBytes),
      targets.subarray(index * size, (index + 1) * size),
    )
  }
  return { count, shapes, images, targets }
}

/** The eight fixed validation images, inputs as bytes. */
export function takeSamples({ shapes, images, targets }: ImageSet): { inputs: Uint8Array; targets: Float32Array } {
  return {
    inputs: images.slice(0, sampleImageCount * sizeOfShape(shapes.input)),
    targets: targets.slice(0, sampleImageCount * sizeOfShape(shapes.target)),
  }
}
