/** The validation set through a network in evaluation mode: its own loss, and the metrics every run shares. */
import { sampleImageCount } from '../contract/config'
import type { ImageSet } from '../dataset/image-set'
import { gatherBatch } from './batches'
import type { TensorFlow } from './kernels/kernels'
import { sizeOfShape } from '../recipes/data-source'
import type { LossSettings } from '../recipes/loss'
import { gatherClassMetrics, gatherMetrics, type MetricValues } from '../recipes/registry/metrics'
import { gatherLoss } from './losses'
import type { Network } from './network'

export type Evaluation = {
  readonly metrics: Readonly<MetricValues> & { readonly validation_loss: number }
  /** For the eight fixed validation images, one behind the other. */
  readonly sampleOutputs: Float32Array
  /** Images by the class that they have, by row, and the class that was said; null where no classes are trained. */
  readonly confusion: Float64Array | null
}

/** Larger than training's: nothing has to be kept for the way back. */
const batchSize = 250

/** A batch that went through the network. */
type EvaluatedBatch = {
  /** Index of its first image in the set. */
  readonly first: number
  readonly count: number
  /** Of `count` images each, one behind the other. */
  readonly outputs: Float32Array
  readonly targets: Float32Array
}

/**
 * Takes the images through the network in evaluation mode, batch by batch.
 * @param between called before each batch: the place to yield and to stop. When it returns false, so does this.
 */
export async function forEachEvaluatedBatch(
  tf: TensorFlow,
  network: Network,
  set: ImageSet,
  between: () => Promise<boolean>,
  visit: (batch: EvaluatedBatch) => void,
): Promise<boolean> {
  const targetSize = sizeOfShape(set.shapes.target)
  for (let first = 0; first < set.count; first += batchSize) {
    if (!(await between())) return false
    const count = Math.min(batchSize, set.count - first)
    const { inputs, targets } = gatherBatch(
      tf,
      set,
      Array.from({ length: count }, (_, index) => first + index),
    )
    targets.dispose()
    const outputs = tf.tidy(() => network.evaluate(inputs))
    inputs.dispose()
    const values = outputs.dataSync<'float32'>()
    outputs.dispose()
    const offset = first * targetSize
    visit({ first, count, outputs: values, targets: set.targets.subarray(offset, offset + values.length) })
  }
  return true
}

/**
 * Sums in double precision over every pixel or image, so that the order of batches does not show.
 * @param between called before each batch: the place to yield and to stop. When it returns false null is returned.
 * @param weights of classes in the loss; null where all count alike
 */
export async function evaluate(
  tf: TensorFlow,
  network: Network,
  set: ImageSet,
  settings: LossSettings,
  between: () => Promise<boolean>,
  weights: Float32Array | null = null,
): Promise<Evaluation | null> {
  const { target } = set.shapes
  const targetSize = sizeOfShape(target)
  const loss = gatherLoss(settings, set.targets, target, weights)
  const classes = set.labels ? gatherClassMetrics(set.labels, targetSize) : null
  const metrics = classes ?? gatherMetrics(set.targets, target)
  const errors = new Float64Array(batchSize * targetSize)
  let sampleOutputs = new Float32Array()
  const isWhole = await forEachEvaluatedBatch(tf, network, set, between, ({ first, outputs, targets }) => {
    if (first === 0) sampleOutputs = Float32Array.from(outputs.subarray(0, sampleImageCount * targetSize))
    const here = errors.subarray(0, outputs.length)
    for (let index = 0; index < outputs.length; index += 1) {
      here[index] = (outputs[index] ?? 0) - (targets[index] ?? 0)
    }
    loss.add({ first, outputs, errors: here })
    metrics.add({ first, outputs, errors: here })
  })
  if (!isWhole) return null
  return {
    metrics: { validation_loss: loss.value(), ...metrics.values() },
    sampleOutputs,
    confusion: classes?.confusion.counts ?? null,
  }
}
