/** Centring and scaling: what the kinds of norms share. */
import { aboveZero } from './above-zero'
import type { LayerContext, LayerParameter, LayerPasses } from './layer'
import type { LayerOperations, Shaped } from './layer-tensors'

export const epsilonSetting = {
  schema: aboveZero().max(1),
  label: 'Epsilon',
  help: 'Added to the variance.',
  default: 1e-5,
} as const

/** A factor and an offset of each channel. */
export const channelParameters = (channels: number): LayerParameter[] => [
  { name: 'weight', shape: [channels], start: 'ones', layout: 'same' },
  { name: 'bias', shape: [channels], start: 'zeros', layout: 'same' },
]

type Normalized<Tensor> = {
  readonly values: Tensor
  /** 1 / sqrt(variance + epsilon), with the axes kept. */
  readonly inverse: Tensor
}

/** By the mean and the biased variance over axes. @param count of values along them */
function normalize<Tensor>(
  operations: LayerOperations<Tensor>,
  input: Tensor,
  axes: number[],
  count: number,
  epsilon: number,
): Normalized<Tensor> {
  const meanOf = (value: Tensor) => operations.mul(operations.sum(value, axes, true), 1 / count)
  const centred = operations.sub(input, meanOf(input))
  const deviation = operations.sqrt(operations.add(meanOf(operations.square(centred)), epsilon))
  const inverse = operations.div(1, deviation)
  return { values: operations.mul(centred, inverse), inverse }
}

/** The gradient by the input. Ioffe and Szegedy 2015, section 3, with the statistics as functions of the input. */
function normalizeBack<Tensor>(
  operations: LayerOperations<Tensor>,
  gradient: Tensor,
  { values, inverse }: Normalized<Tensor>,
  axes: number[],
  count: number,
): Tensor {
  const meanOf = (value: Tensor) => operations.mul(operations.sum(value, axes, true), 1 / count)
  const slope = operations.mul(values, meanOf(operations.mul(gradient, values)))
  return operations.mul(operations.sub(operations.sub(gradient, meanOf(gradient)), slope), inverse)
}

/** How the values are laid out that are centred together: their axes, how many they are, and the way there and back. */
export type Grouping<Tensor> = {
  readonly axes: number[]
  readonly count: number
  readonly apart: (value: Tensor) => Tensor
  readonly together: (value: Tensor) => Tensor
}

/** Layers that centre and scale by a sample's own values, in training as in evaluation. */
export function passesByOwnValues<Tensor extends Shaped>(
  { kernels, operations, parameter }: Pick<LayerContext<Tensor, object>, 'kernels' | 'operations' | 'parameter'>,
  epsilon: number,
  { axes, count, apart, together }: Grouping<Tensor>,
): LayerPasses<Tensor> {
  const [scale, offset] = [parameter('weight'), parameter('bias')]
  const normalized = (input: Tensor) => normalize(operations, apart(input), axes, count, epsilon)
  const finish = (values: Tensor, scaleNow: Tensor) =>
    operations.add(operations.mul(together(values), scaleNow), offset.read())
  return {
    keeps: { input: false, output: false },
    evaluate: (input) => finish(normalized(input).values, scale.read()),
    train(input) {
      const scaleNow = scale.read()
      const kept = normalized(input)
      return {
        output: finish(kept.values, scaleNow),
        backward: (gradient) => ({
          input: together(normalizeBack(operations, apart(operations.mul(gradient, scaleNow)), kept, axes, count)),
          parameters: [
            kernels.biasGradient(operations.mul(gradient, together(kept.values))),
            kernels.biasGradient(gradient),
          ],
        }),
      }
    },
  }
}
