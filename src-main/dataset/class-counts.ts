/** How many images of each class a run takes, and what each class counts for in its loss, without any of its images. */
import { dataSourceOf, outputSizeOf } from '../contract/run-data'
import { cifar10Directory, dataSetsDirectory } from '../platform/paths.mjs'
import { noClassWeights, weightsOfCounts } from '../recipes/class-weights'
import { readLabels, readManifest } from './cache'
import { drawSubset, type Labels, type RunDataOptions } from './image-set'
import { readOwnLabels } from './own/load'
import { folderOfOwn, readOwnManifest, type Part } from './own/manifest'

export type ClassCounts = {
  /** By label. */
  readonly training: Uint32Array
  readonly validation: Uint32Array
  /** Null where all classes count alike. */
  readonly weights: Float32Array | null
}

/** Where prepared data lie. */
export type DataDirectories = { readonly own: string; readonly cifar10: string }
const usualDirectories = (): DataDirectories => ({ own: dataSetsDirectory(), cifar10: cifar10Directory() })

/**
 * Can be left between two steps.
 * @param options of a run that says classes
 * @throws PlateauError `data-missing`, `data-corrupt` or `data-set-damaged`, naming the file
 */
export function* countClasses(
  options: RunDataOptions & { readonly classWeights?: string | undefined },
  directories: DataDirectories = usualDirectories(),
): Generator<undefined, ClassCounts> {
  const { trainSize, validationSize, dataSeed, classWeights = noClassWeights } = options
  const { own, counts } = dataSourceOf(options)
  let labelsOf: (part: Part, indices: Uint32Array) => Labels
  if (own === null) {
    readManifest(directories.cifar10)
    labelsOf = (part, indices) => readLabels(`${part}-labels.bin`, indices, directories.cifar10)
  } else {
    const folder = folderOfOwn(directories.own, own.hash)
    readOwnManifest(folder, own.name)
    labelsOf = (part, indices) => readOwnLabels(folder, part, indices)
  }
  const classes = outputSizeOf(options)
  const chosen = yield* drawSubset(trainSize, dataSeed, counts.training)
  const training = countLabels(labelsOf('train', chosen), classes)
  yield
  const first = Uint32Array.from({ length: validationSize }, (_, index) => index)
  const validation = countLabels(labelsOf('test', first), classes)
  return { training, validation, weights: weightsOfCounts(classWeights, training) }
}

function countLabels(labels: Labels, classes: number): Uint32Array {
  const counts = new Uint32Array(classes)
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1
  return counts
}
