/** torch.nn.BatchNorm2d, and BatchNorm1d of vectors: running = (1 - momentum) running + momentum batch, the variance unbiased. */
import { z } from 'zod'
import { defineLayer, type Filled, type LayerContext, type LayerPasses } from '../layer'
import { torchCall } from '../layer-exports'
import type { Kept } from '../optimizer'
import type { Shaped } from '../layer-tensors'
import { channelParameters, epsilonSetting } from '../normalizing'

declare module '../layer' {
  interface Layers {
    'batch-normalization': { readonly momentum?: number; readonly epsilon?: number }
  }
}

export default defineLayer({
  kind: 'batch-normalization',
  place: 20,
  name: 'batch norm',
  help: 'Centres and scales each channel over the batch, and by running statistics in evaluation.',
  settings: {
    momentum: {
      schema: z.number().min(0).max(1),
      label: 'Momentum',
      help: "The batch's part of the running statistics.",
      default: 0.1,
    },
    epsilon: epsilonSetting,
  },
  words: () => 'batch norm',
  sign: 'normalization',
  beginsBox: false,
  shape: (_, input) => input,
  parameters(_, input) {
    const shape = [input.at(-1) ?? 1]
    return [
      ...channelParameters(input.at(-1) ?? 1),
      { name: 'running_mean', shape, start: 'zeros', layout: 'same', isStatistic: true },
      { name: 'running_var', shape, start: 'ones', layout: 'same', isStatistic: true },
    ]
  },
  multiplyAdds: () => 0,
  torch: ({ momentum, epsilon }, input) => ({
    module: torchCall(input.length === 1 ? 'nn.BatchNorm1d' : 'nn.BatchNorm2d', [input.at(-1) ?? 1], {
      eps: [epsilon, 1e-5],
      momentum: [momentum, 0.1],
    }),
  }),
  graph: (operations, input, { settings, parameter }) =>
    operations.batchNormalization(input, {
      scale: parameter('weight'),
      offset: parameter('bias'),
      mean: parameter('running_mean'),
      variance: parameter('running_var'),
      epsilon: settings.epsilon,
    }),
  passes<Tensor extends Shaped>({
    kernels,
    operations,
    parameter,
    settings: { momentum, epsilon },
  }: LayerContext<Tensor, Filled<'batch-normalization'>>): LayerPasses<Tensor> {
    const [scale, offset] = [parameter('weight'), parameter('bias')]
    const [runningMean, runningVariance] = [parameter('running_mean'), parameter('running_var')]
    const takeIn = (running: Kept<Tensor>, value: Tensor) =>
      running.assign(operations.add(operations.mul(running.read(), 1 - momentum), operations.mul(value, momentum)))
    return {
      keeps: { input: true, output: false },
      evaluate: (input) =>
        kernels.batchNormEvaluation(
          input,
          scale.read(),
          offset.read(),
          runningMean.read(),
          runningVariance.read(),
          epsilon,
        ),
      train(input) {
        const scaleNow = scale.read()
        const { output, mean, unbiasedVariance, saved } = kernels.batchNorm(input, scaleNow, offset.read(), epsilon)
        takeIn(runningMean, mean)
        takeIn(runningVariance, unbiasedVariance)
        return {
          output,
          backward(gradient) {
            const gradients = kernels.batchNormGradient(gradient, input, scaleNow, saved, epsilon)
            return { input: gradients.input, parameters: [gradients.scale, gradients.offset] }
          },
        }
      },
    }
  },
})
