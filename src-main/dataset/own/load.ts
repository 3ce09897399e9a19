/** The images of a run on a data set of one's own: read from the disk as they are taken, so that memory does not grow with their number. */
import { join } from 'node:path'
import type { OwnData } from '../../contract/own-data'
import { chainOf, dataSourceOf, shapesOf, taskOf, type RunShapes } from '../../contract/run-data'
import { sizeOfShape } from '../../recipes/data-source'
import {
  chooseSubset,
  hashOfData,
  makeClassTargets,
  type ImageSet,
  type ImageStream,
  type Labels,
  type RunData,
  type RunDataOptions,
} from '../image-set'
import { createAugment, type AugmentOptions } from '../augment'
import { createNoise, type AddNoise } from '../noise'
import { createTargetWriter } from '../targets'
import { checkOwn, folderOfOwn, hashOfOwn, openRecords, readRecords, type Part } from './manifest'

/** @param directory of all prepared data. @throws PlateauError `data-set-damaged`, naming the file */
export function loadOwnData(options: RunDataOptions, own: OwnData, directory: string): RunData {
  const { trainSize, validationSize, dataSeed, inputNoise = 0, seed = 0 } = options
  const folder = folderOfOwn(directory, own.hash)
  const manifest = checkOwn(folder, own)
  const shapes = shapesOf(options)
  const first = Uint32Array.from({ length: validationSize }, (_, index) => index)
  const chosen = chooseSubset(trainSize, dataSeed, own.counts.training)
  const setOf = (part: Part, indices: Uint32Array, noise: AddNoise | null): ImageSet => {
    const labels = taskOf(options) === 'classification' ? readOwnLabels(folder, part, indices) : null
    const stream = createStream(folder, part, { indices, labels, shapes, options })
    const set = { count: indices.length, shapes, images: new Uint8Array(), labels, noise, stream }
    // Metrics look at the targets of validation anew each epoch.
    return { ...set, targets: part === 'test' ? makeTargets(indices.length, shapes, stream) : new Float32Array() }
  }
  const training = setOf('train', chosen, createNoise(inputNoise, seed, 'training'))
  const augment = createAugment({
    ...{ augment: options.augment, seed, input: shapes.input },
    targets: howTargetsFollow(options, shapes),
  })
  return {
    training: { ...training, augment },
    validation: setOf('test', first, createNoise(inputNoise, dataSeed, 'validation')),
    hash: hashOfData(hashOfOwn(manifest), options),
  }
}

/** Of images of a data set of one's own. */
export function readOwnLabels(folder: string, part: Part, indices: Uint32Array): Labels {
  const count = indices.reduce((most, index) => Math.max(most, index + 1), 0)
  const bytes = readRecords(join(folder, `${part}-labels.bin`), 2, 0, count)
  return Uint16Array.from(indices, (index) => (bytes[index * 2] ?? 0) + 256 * (bytes[index * 2 + 1] ?? 0))
}

/** What becomes of the target of an image that is changed. */
function howTargetsFollow(options: RunDataOptions, shapes: RunShapes): AugmentOptions['targets'] {
  if (taskOf(options) === 'classification') return 'classes'
  return dataSourceOf(options).targetShape === null
    ? createTargetWriter(chainOf(options), shapes.input)
    : { pair: shapes.target }
}

type StreamOptions = {
  /** Places in the file of the images of the set. */
  readonly indices: Uint32Array
  readonly labels: Labels | null
  readonly shapes: RunShapes
  readonly options: RunDataOptions
}

function createStream(folder: string, part: Part, { indices, labels, shapes, options }: StreamOptions): ImageStream {
  const size = sizeOfShape(shapes.input)
  const images = openRecords(join(folder, `${part}-images.bin`), size)
  const image = (index: number, into: Uint8Array) => images.read(indices[index] ?? 0, into, 0)
  if (labels !== null) {
    return {
      image,
      target(index, into) {
        into.set(makeClassTargets(Uint16Array.of(labels[index] ?? 0), sizeOfShape(shapes.target)))
      },
    }
  }
  if (dataSourceOf(options).targetShape !== null) {
    const targetSize = sizeOfShape(shapes.target)
    const targets = openRecords(join(folder, `${part}-targets.bin`), targetSize)
    const bytes = new Uint8Array(targetSize)
    return {
      image,
      target(index, into) {
        targets.read(indices[index] ?? 0, bytes, 0)
        bytes.forEach((byte, at) => (into[at] = byte / 255))
      },
    }
  }
  const write = createTargetWriter(chainOf(options), shapes.input)
  const room = new Uint8Array(size)
  return {
    image,
    target(index, into) {
      image(index, room)
      write(room, into)
    },
  }
}

function makeTargets(count: number, { target }: RunShapes, stream: ImageStream): Float32Array {
  const size = sizeOfShape(target)
  const targets = new Float32Array(count * size)
  for (let index = 0; index < count; index += 1)
    stream.target(index, targets.subarray(index * size, (index + 1) * size))
  return targets
}
