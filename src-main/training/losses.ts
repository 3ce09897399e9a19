/** A run's loss, or the sum of its weighted losses, over a batch with its gradient by the outputs, and over a validation set. */
import type { RunConfig } from '../contract/config'
import type { LossSettings, LossTensors } from '../recipes/loss'
import { sizeOfShape, type ImageShape } from '../recipes/data-source'
import type { ImageSet } from '../dataset/image-set'
import { weightsOfClasses } from '../recipes/class-weights'
import { mixesImages } from '../recipes/registry/augmentations'
import { losses, parametersIn, termsOfLoss } from '../recipes/registry/losses'
import type { Tensor, TensorFlow } from './kernels/kernels'

/** Loss (a scalar) and its gradient by the outputs, on tensors of one shape [batch, elements]. @param shape of one image. @param classWeights as {@link trainingWeightsOf} says. Call inside `tf.tidy`. */
export function lossAndGradient(
  tf: TensorFlow,
  settings: LossSettings,
  outputs: Tensor,
  targets: Tensor,
  shape: ImageShape,
  classWeights: Float32Array | null = null,
): LossTensors<Tensor> {
  const parameters = parametersIn(settings)
  const weights = classWeights === null ? null : tf.tensor2d(classWeights, [1, classWeights.length])
  const terms = termsOfLoss(settings.loss).map(({ weight, kind }) => {
    const recipe = losses[kind]
    const one =
      recipe.of === 'errors'
        ? recipe.tensors<Tensor>(tf, tf.sub(outputs, targets), outputs.size, parameters)
        : recipe.tensors<Tensor>(tf, outputs, targets, { count: outputs.shape[0], shape, weights }, parameters)
    return weight === 1 ? one : { loss: tf.mul(one.loss, weight), gradient: tf.mul(one.gradient, weight) }
  })
  return terms.reduce((sum, one) => ({
    loss: tf.add(sum.loss, one.loss),
    gradient: tf.add(sum.gradient, one.gradient),
  }))
}

/** What each class of a run's data counts for; null where all count alike. @param set of training */
export const classWeightsOf = ({ classWeights }: Pick<RunConfig, 'classWeights'>, set: ImageSet): Float32Array | null =>
  set.labels && classWeights !== undefined
    ? weightsOfClasses(classWeights, set.labels, sizeOfShape(set.shapes.target))
    : null

/** The same for training, where images that are mixed are of several classes, which losses take with weights alone. */
export const trainingWeightsOf = (
  config: Pick<RunConfig, 'classWeights' | 'augment'>,
  set: ImageSet,
): Float32Array | null =>
  classWeightsOf(config, set) ??
  (set.labels && mixesImages(config.augment) ? new Float32Array(sizeOfShape(set.shapes.target)).fill(1) : null)

/** A batch that was evaluated. */
type EvaluatedErrors = {
  /** Index of its first image in the set. */
  readonly first: number
  /** Of count images, one behind the other. */
  readonly outputs: Float32Array
  readonly errors: Float64Array
}

/** The loss over a validation set, in double precision and in the order of its images, so that how the set is divided does not show. */
export type GatheredLoss = {
  add(batch: EvaluatedErrors): void
  /** The mean of what was added. */
  value(): number
}

/**
 * The loss of single images of a set: of errors the mean over the image, so that the mean over all images is the loss of the set.
 * @param targets of the set, which do not change. @param shape of one image
 * @returns the loss of an image of the set whose output begins at `offset` of `outputs`
 */
export function lossOfImages(
  settings: LossSettings,
  targets: Float32Array,
  shape: ImageShape,
): (image: number, outputs: Float32Array, offset: number) => number {
  const parameters = parametersIn(settings)
  const elements = sizeOfShape(shape)
  const terms = termsOfLoss(settings.loss).map(({ weight, kind }) => {
    const recipe = losses[kind]
    if (recipe.of !== 'errors') return { weight, lossOf: recipe.prepare(targets, shape, parameters) }
    const lossOf = (image: number, outputs: Float32Array, offset: number): number => {
      let sum = 0
      for (let element = 0; element < elements; element += 1)
        sum += recipe.value((outputs[offset + element] ?? 0) - (targets[image * elements + element] ?? 0), parameters)
      return sum / elements
    }
    return { weight, lossOf }
  })
  return (image, outputs, offset) =>
    terms.reduce((sum, { weight, lossOf }) => sum + weight * lossOf(image, outputs, offset), 0)
}

/** @param targets of the set, which do not change. @param shape of one image. @param weights of classes; null where all count alike */
export function gatherLoss(
  settings: LossSettings,
  targets: Float32Array,
  shape: ImageShape,
  weights: Float32Array | null = null,
): GatheredLoss {
  const parameters = parametersIn(settings)
  const terms = termsOfLoss(settings.loss).map(({ weight, kind }) => {
    const recipe = losses[kind]
    const gathered =
      recipe.of === 'errors'
        ? gatherErrors((d) => recipe.value(d, parameters))
        : gatherImages(
            recipe.prepare(targets, shape, parameters, weights),
            sizeOfShape(shape),
            countsFor(targets, weights),
          )
    return { weight, gathered }
  })
  return {
    add: (batch) => terms.forEach(({ gathered }) => gathered.add(batch)),
    value: () => terms.reduce((sum, { weight, gathered }) => sum + weight * gathered.value(), 0),
  }
}

function gatherErrors(lossOf: (d: number) => number): GatheredLoss {
  let sum = 0
  let count = 0
  return {
    add({ errors }) {
      for (const error of errors) sum += lossOf(error)
      count += errors.length
    },
    value: () => sum / count,
  }
}

/** What an image counts for in the mean: the weight of its class. */
function countsFor(targets: Float32Array, weights: Float32Array | null): (image: number) => number {
  if (weights === null) return () => 1
  const { length } = weights
  return (image) => weights[targets.subarray(image * length, (image + 1) * length).indexOf(1)] ?? 1
}

function gatherImages(
  lossOf: (image: number, outputs: Float32Array, offset: number) => number,
  elements: number,
  countOf: (image: number) => number,
): GatheredLoss {
  let sum = 0
  let count = 0
  return {
    add({ first, outputs }) {
      const images = outputs.length / elements
      for (let image = 0; image < images; image += 1) {
        sum += lossOf(first + image, outputs, image * elements)
        count += countOf(first + image)
      }
    },
    value: () => sum / count,
  }
}
