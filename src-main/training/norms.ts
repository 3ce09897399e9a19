/** Norms of weights, gradients and updates by layer, measured at a few steps of each epoch: they read, and change nothing. */
import { layerOfParameter, normKey } from '../contract/norms'
import type { Parameter, Tensor, TensorFlow } from './kernels/kernels'
import type { Network } from './network'

/** Steps between two that are measured: a measured step takes about a sixth longer. */
const stepsBetween = 64

export type NormRecorder = {
  /**
   * To be called before the optimizer's step. @param gradients as the network gave them, in the order of its parameters, before they are clipped
   * @param isLast the epoch ends with it: such a step is always measured.
   * @returns what is to be called after the step; null where it is not measured
   */
  begin(gradients: readonly Tensor[], isLast: boolean): (() => void) | null
  /** Whether the step that comes next is measured. @param isLast as for {@link NormRecorder.begin} */
  measures(isLast: boolean): boolean
  /** By the keys of their series, of the epoch that ends: weights as they are after its last step, the others as root mean square of what was measured. */
  take(): Record<string, number>
}

type Sums = { weight: number; gradient: number; update: number }

export function createNormRecorder(
  tf: TensorFlow,
  { parameters, named }: Pick<Network, 'parameters' | 'named'>,
): NormRecorder {
  const names = new Map(Array.from(named, ([name, parameter]) => [parameter, name]))
  const layers = parameters.map((parameter) => layerOfParameter(names.get(parameter) ?? ''))
  const empty = () => new Map(layers.map((layer): [string, Sums] => [layer, { weight: 0, gradient: 0, update: 0 }]))
  let sums = empty()
  let measured = 0
  let steps = 0

  /** Sums of squares, one for each tensor, fetched at once. */
  const squares = (tensors: readonly Tensor[]): Float32Array =>
    tf.tidy(() => Float32Array.from(tf.stack(tensors.map((one) => tf.sum(tf.square(one)))).dataSync<'float32'>()))
  const addTo = (kind: 'gradient' | 'update', values: Float32Array) =>
    values.forEach((value, index) => {
      const sum = sums.get(layers[index] ?? '')
      if (sum) sum[kind] += value
    })
  // A copy: what is only read shares its memory, which the step would have to leave as it is.
  const copy = (parameter: Parameter): Tensor => tf.tidy(() => tf.mul(parameter.read(), 1))

  const measures = (isLast: boolean): boolean => parameters.length > 0 && (isLast || (steps + 1) % stepsBetween === 0)

  return {
    measures,
    begin(gradients, isLast) {
      const isMeasured = measures(isLast)
      steps += 1
      if (!isMeasured) return null
      addTo('gradient', squares(gradients))
      const before = parameters.map(copy)
      return () => {
        const values = tf.tidy(() =>
          squares(parameters.map((parameter, index) => tf.sub(parameter.read(), before[index] ?? 0))),
        )
        tf.dispose(before)
        addTo('update', values)
        measured += 1
      }
    },
    take() {
      const weights =
        parameters.length === 0 ? new Float32Array() : tf.tidy(() => squares(parameters.map((one) => one.read())))
      weights.forEach((value, index) => {
        const sum = sums.get(layers[index] ?? '')
        if (sum) sum.weight += value
      })
      const taken = Object.fromEntries(
        Array.from(sums).flatMap(([layer, { weight, gradient, update }]) => [
          [normKey('weight', layer), Math.sqrt(weight)],
          [normKey('gradient', layer), Math.sqrt(gradient / measured)],
          [normKey('update', layer), Math.sqrt(update / measured)],
        ]),
      )
      sums = empty()
      measured = 0
      steps = 0
      return taken
    },
  }
}
