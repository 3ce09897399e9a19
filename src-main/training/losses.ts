/** Losses as PyTorch has them, mean over all elements (batch x 784), with their gradients by the outputs. */
import type { LossSettings } from '../maths/losses'
import type { Tensor, TensorFlow } from './kernels/kernels'

/** Loss (a scalar) and its gradient by the outputs, on tensors of one shape. Call inside `tf.tidy`. */
export function lossAndGradient(
  tf: TensorFlow,
  settings: LossSettings,
  outputs: Tensor,
  targets: Tensor,
): { loss: Tensor; gradient: Tensor } {
  const { loss, beta = 1, delta = 1 } = settings
  const count = outputs.size
  const error = tf.sub(outputs, targets)
  switch (loss) {
    case 'mse':
      return { loss: tf.mean(tf.square(error)), gradient: tf.mul(error, 2 / count) }
    case 'l1':
      return { loss: tf.mean(tf.abs(error)), gradient: tf.mul(tf.sign(error), 1 / count) }
    case 'smooth-l1': {
      // With s the clipped error: s (d - s / 2) / beta is the parabola inside and the line outside.
      const clipped = tf.clipByValue(error, -beta, beta)
      const value = tf.mul(clipped, tf.sub(error, tf.mul(clipped, 0.5)))
      return { loss: tf.div(tf.mean(value), beta), gradient: tf.mul(clipped, 1 / (beta * count)) }
    }
    case 'huber': {
      const clipped = tf.clipByValue(error, -delta, delta)
      const value = tf.mul(clipped, tf.sub(error, tf.mul(clipped, 0.5)))
      return { loss: tf.mean(value), gradient: tf.mul(clipped, 1 / count) }
    }
  }
}
