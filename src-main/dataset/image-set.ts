/** Images that a network trains on, or is validated with, and what is made of them when they are taken. */
import { createHash } from 'node:crypto'
import { dataNameOf, dataSourceOf, type DataSettings, type RunShapes } from '../contract/run-data'
import { createRandom, shuffleInSteps } from '../maths/random'
import { sizeOfShape } from '../recipes/data-source'
import type { Augment } from './augment'
import type { AddNoise } from './noise'

export type ImageSet = {
  readonly count: number
  readonly shapes: RunShapes
  /** Inputs as bytes, one image behind the other. */
  readonly images: Uint8Array
  /** In [0, 1], one target behind the other; of classes 1 for an image's own and 0 for the others. */
  readonly targets: Float32Array
  /** The class of each image, where classes are what is trained. */
  readonly labels?: Labels | null
  /** Reads an image, and makes its target, when it is taken: what is not all in memory. `images`, and of training `targets`, are empty then. */
  readonly stream?: ImageStream | null
  /** What comes on an input when it is taken. */
  readonly noise?: AddNoise | null
  /** How an image is changed, before its noise, when it is trained on. */
  readonly augment?: Augment | null
}

export type Labels = Uint8Array | Uint16Array

export type ImageStream = {
  /** @param into gets the bytes of one image */
  image(index: number, into: Uint8Array): void
  /** @param into gets the values of one target */
  target(index: number, into: Float32Array): void
}

export type RunData = { readonly training: ImageSet; readonly validation: ImageSet; readonly hash: string }

export type RunDataOptions = DataSettings & {
  readonly trainSize: number
  readonly validationSize: number
  readonly dataSeed: number
  /** Of the run: its noise on training images, and how they are changed. */
  readonly seed?: number
  readonly augment?: string
}

/** Which of so many training images a subset has: ascending indices, chosen by `dataSeed` alone (definitions: "Data"). */
export function chooseSubset(
  trainSize: number,
  dataSeed: number,
  images = dataSourceOf({}).counts.training,
): Uint32Array {
  const steps = drawSubset(trainSize, dataSeed, images)
  let step = steps.next()
  while (step.done !== true) step = steps.next()
  return step.value.sort()
}

/** The same in no order, which can be left between two steps. */
export function* drawSubset(trainSize: number, dataSeed: number, images: number): Generator<undefined, Uint32Array> {
  const indices = Uint32Array.from({ length: images }, (_, index) => index)
  if (trainSize === images) return indices
  yield* shuffleInSteps(indices, createRandom(dataSeed, 'subset'))
  return indices.slice(0, trainSize)
}

/** 1 at an image's class, and 0 at the others. */
export function makeClassTargets(labels: Labels, classes: number): Float32Array {
  const targets = new Float32Array(labels.length * classes)
  labels.forEach((label, image) => {
    targets[image * classes + label] = 1
  })
  return targets
}

/** What a run records as its data: images alone as before there was a choice of targets, else images and what is made of them. */
export function hashOfData(images: string, options: RunDataOptions): string {
  const name = dataNameOf(options)
  return name === dataNameOf({}) ? images : createHash('sha256').update(`${images}\n${name}\n`).digest('hex')
}

/**
 * The inputs of images as the network gets them, in [0, 1].
 * @param epoch 1-based; 0 where they are the same whenever they are looked at
 * @param visit gets the bytes of each image as they were changed, which it must not keep
 */
export function writeInputs(
  set: ImageSet,
  indices: ArrayLike<number>,
  epoch: number,
  inputs: Float32Array,
  visit?: (bytes: Uint8Array, position: number) => void,
): void {
  const size = sizeOfShape(set.shapes.input)
  const { stream = null } = set
  const augment = epoch === 0 ? null : (set.augment ?? null)
  const isCopied = stream !== null || augment !== null
  const room = isCopied ? new Uint8Array(size) : set.images
  for (let position = 0; position < indices.length; position += 1) {
    const index = indices[position] ?? 0
    if (stream !== null) stream.image(index, room)
    else if (isCopied) room.set(set.images.subarray(index * size, (index + 1) * size))
    augment?.image(room, index, epoch)
    const [from, to] = [isCopied ? 0 : index * size, position * size]
    for (let byte = 0; byte < size; byte += 1) inputs[to + byte] = unit[room[from + byte] ?? 0] ?? 0
    set.noise?.(inputs, to, size, index, epoch)
    visit?.(isCopied ? room : room.subarray(from, from + size), position)
  }
}

/** Bytes to [0, 1], as `ToTensor` divides. */
const unit = Float32Array.from({ length: 256 }, (_, byte) => byte / 255)
