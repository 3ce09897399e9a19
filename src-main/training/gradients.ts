/** Gradients of batches on their way to a step: accumulated, then clipped. With both off they are what the network gave, to the bit. */
import type { StepSettings } from '../recipes/step-settings'
import type { Tensor, TensorFlow } from './kernels/kernels'

export type GradientGroup = {
  /** What each batch's share of the loss is multiplied by, so that the sum of a group is a mean: torch's `loss / steps`. */
  readonly share: number
  /**
   * Takes in the gradients of one batch, which are its own from then on.
   * @param isLast the epoch ends with it: what is there makes a step.
   * @returns the gradients of a step, which are the caller's to dispose of; null while the group is not full.
   */
  add(gradients: Tensor[], isLast: boolean): Tensor[] | null
}

/**
 * A group ends with its epoch, as in a torch loop that steps `if (i + 1) % steps == 0 or i + 1 == len(loader)`: no checkpoint falls inside one. The
 * last group of an epoch, which may lack batches, is divided by `steps` as every other is: that loop divides each loss before it knows.
 */
export function createGradientGroup(
  tf: TensorFlow,
  { accumulationSteps }: Pick<StepSettings, 'accumulationSteps'>,
): GradientGroup {
  let sums: Tensor[] | null = null
  let batches = 0
  return {
    share: 1 / accumulationSteps,
    add(gradients, isLast) {
      if (sums === null) sums = gradients
      else {
        const before = sums
        sums = before.map((sum, index) => {
          const gradient = gradients[index]
          if (!gradient) throw new Error(`Parameter ${index} has no gradient`)
          return tf.add(sum, gradient)
        })
        tf.dispose([...before, ...gradients])
      }
      batches += 1
      if (batches < accumulationSteps && !isLast) return null
      const whole = sums
      sums = null
      batches = 0
      return whole
    },
  }
}

/** torch's guard against a norm of 0 in `clip_grad_norm_`. */
const normEpsilon = 1e-6

/**
 * Limits the values of gradients, as torch.nn.utils.clip_grad_value_, and then the norm of all together, as clip_grad_norm_ with the Euclidean
 * norm: in this order both limits hold. Call inside `tf.tidy`.
 * @returns the gradients themselves where there is no limit.
 */
export function clipGradients(
  tf: TensorFlow,
  gradients: readonly Tensor[],
  { clipValue, clipNorm }: Pick<StepSettings, 'clipValue' | 'clipNorm'>,
): readonly Tensor[] {
  const limited =
    clipValue > 0 ? gradients.map((gradient) => tf.clipByValue(gradient, -clipValue, clipValue)) : gradients
  if (clipNorm <= 0 || limited.length === 0) return limited
  const norm = tf.sqrt(tf.addN(limited.map((gradient) => tf.sum(tf.square(gradient)))))
  const factor = tf.minimum(tf.div(clipNorm, tf.add(norm, normEpsilon)), 1)
  return limited.map((gradient) => tf.mul(gradient, factor))
}
