/** Training images as an epoch has them: a function of seed, epoch and image, or of the batch, alone, so that a resumed run sees the same ones. */
import { createRandom, shuffle } from '../maths/random'
import type { ChangePicture } from '../recipes/augmentation'
import type { ImageShape } from '../recipes/data-source'
import { augmentations, noAugmentation, readAugmenting, type Augmenting } from '../recipes/registry/augmentations'
import type { WriteTarget } from './targets'

/** What is changed of a set's images whenever they are trained on. */
export type Augment = {
  /** Changes the bytes of an image in their place. @param epoch 1-based */
  image(bytes: Uint8Array, image: number, epoch: number): void
  /** Whether {@link Augment.target} makes a target anew: then nobody needs to make it before. */
  readonly makesTargets: boolean
  /** The target of an image as it was changed. @param bytes after the change. @param values of the target as it is without one */
  target(bytes: Uint8Array, values: Float32Array, image: number, epoch: number): void
  /** Mixes the images of a batch and their targets. @param first image of the batch, which an epoch has once */
  mix(batch: { inputs: Float32Array; targets: Float32Array; count: number }, first: number, epoch: number): void
}

export type AugmentOptions = {
  readonly augment?: string | undefined
  readonly seed: number
  readonly input: ImageShape
  /** `classes` stay as they are; a `pair` moves as its image does; a function makes a target of the image that was changed. */
  readonly targets: 'classes' | { readonly pair: ImageShape } | WriteTarget
}

/** @returns null where images stay as they are. @throws RangeError for settings that no schema has let through */
export function createAugment({ augment = noAugmentation, seed, input, targets }: AugmentOptions): Augment | null {
  const steps = readAugmenting(augment)
  if (typeof steps === 'string') throw new RangeError(`Augmentation ${steps}.`)
  if (steps.length === 0) return null
  // Each has a stream of its own, so that one more does not change what the others draw.
  const changesOf = (shape: ImageShape) =>
    steps.flatMap(({ kind, value }) => {
      const recipe = augmentations[kind]
      return recipe.of === 'picture' ? [{ stream: `augmentation ${kind}`, change: recipe.prepare(shape, value) }] : []
    })
  const onImages = changesOf(input)
  const onPairs = typeof targets === 'object' ? changesOf(targets.pair) : []
  const apply = (
    changes: readonly { stream: string; change: ChangePicture }[],
    picture: Uint8Array | Float32Array,
    key: string,
  ) => {
    for (const { stream, change } of changes) change(picture, createRandom(seed, `${stream} ${key}`))
  }
  return {
    image: (bytes, image, epoch) => apply(onImages, bytes, `${epoch} ${image}`),
    makesTargets: typeof targets === 'function' && onImages.length > 0,
    target(bytes, values, image, epoch) {
      if (typeof targets === 'function' && onImages.length > 0) targets(bytes, values)
      else apply(onPairs, values, `${epoch} ${image}`)
    },
    mix: createMixing(steps, seed),
  }
}

function createMixing(steps: Augmenting, seed: number): Augment['mix'] {
  const mixtures = steps.flatMap(({ kind, value }) => {
    const recipe = augmentations[kind]
    return recipe.of === 'batch' ? [{ recipe, value }] : []
  })
  let room = new Float32Array()
  const blend = (values: Float32Array, count: number, others: Uint32Array, share: number) => {
    if (room.length < values.length) room = new Float32Array(values.length)
    room.set(values)
    const size = values.length / count
    others.forEach((other, position) => {
      const [to, from] = [position * size, other * size]
      for (let at = 0; at < size; at += 1)
        values[to + at] = share * (room[to + at] ?? 0) + (1 - share) * (room[from + at] ?? 0)
    })
  }
  return ({ inputs, targets, count }, first, epoch) => {
    for (const { recipe, value } of mixtures) {
      const random = createRandom(seed, `augmentation ${recipe.kind} ${epoch} ${first}`)
      const share = recipe.share(random, value)
      const others = Uint32Array.from({ length: count }, (_, index) => index)
      shuffle(others, random)
      blend(inputs, count, others, share)
      blend(targets, count, others, share)
    }
  }
}
