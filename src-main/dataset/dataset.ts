/** The images of one run: a subset for training, the first of the test batch for validation. */
import { dataSet, sampleImageCount } from '../contract/config'
import { checkCache, hashOfManifest, imageBytes, readImages } from './cache'
import { createRandom, shuffle } from '../maths/random'
import { writeTarget } from './targets'

export type ImageSet = {
  readonly count: number
  /** count x 32 x 32 x 3 bytes. */
  readonly images: Uint8Array
  /** count x 784 in [0, 1]. */
  readonly targets: Float32Array
}

export type RunData = { readonly training: ImageSet; readonly validation: ImageSet; readonly hash: string }

export type RunDataOptions = { readonly trainSize: number; readonly validationSize: number; readonly dataSeed: number }

/** Which training images a subset has: ascending indices, chosen by `dataSeed` alone (definitions: "Data"). */
export function chooseSubset(trainSize: number, dataSeed: number): Uint32Array {
  const indices = Uint32Array.from({ length: dataSet.trainImages }, (_, index) => index)
  if (trainSize === dataSet.trainImages) return indices
  shuffle(indices, createRandom(dataSeed, 'subset'))
  return indices.slice(0, trainSize).sort()
}

/**
 * Loads what a run needs.
 * @throws PlateauError `data-missing` or `data-corrupt`, naming the file.
 */
export function loadRunData({ trainSize, validationSize, dataSeed }: RunDataOptions): RunData {
  const manifest = checkCache()
  const first = Uint32Array.from({ length: validationSize }, (_, index) => index)
  return {
    training: withTargets(readImages('train-images.bin', chooseSubset(trainSize, dataSeed))),
    validation: withTargets(readImages('test-images.bin', first)),
    hash: hashOfManifest(manifest),
  }
}

function withTargets(images: Uint8Array): ImageSet {
  const count = images.length / imageBytes
  const targets = new Float32Array(count * dataSet.targetSize)
  for (let index = 0; index < count; index += 1) {
    writeTarget(
      images.subarray(index * imageBytes, (index + 1) * imageBytes),
      targets.subarray(index * dataSet.targetSize, (index + 1) * dataSet.targetSize),
    )
  }
  return { count, images, targets }
}

/** The eight fixed validation images: inputs 8 x 3,072 bytes, targets 8 x 784. */
export function takeSamples(validation: ImageSet): { inputs: Uint8Array; targets: Float32Array } {
  return {
    inputs: validation.images.slice(0, sampleImageCount * imageBytes),
    targets: validation.targets.slice(0, sampleImageCount * dataSet.targetSize),
  }
}
