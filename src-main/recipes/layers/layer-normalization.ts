/** torch.nn.LayerNorm of the last dimension, channels last: each pixel's channels, or all units of a vector. */
import { z } from 'zod'
import { defineLayer, type Filled, type LayerContext, type LayerPasses } from '../layer'
import type { Shaped } from '../layer-tensors'
import { normalize, normalizeBack } from '../normalizing'

declare module '../layer' {
  interface Layers {
    'layer-normalization': { readonly epsilon?: number }
  }
}

export default defineLayer({
  kind: 'layer-normalization',
  place: 21,
  name: 'layer norm',
  help: "Centres and scales each pixel's channels, or all units of a vector.",
  settings: {
    epsilon: { schema: z.number().positive().max(1), label: 'Epsilon', help: 'Added to the variance.', default: 1e-5 },
  },
  words: () => 'layer norm',
  beginsBox: false,
  shape: (_, input) => input,
  parameters(_, input) {
    const shape = [input.at(-1) ?? 1]
    return [
      { name: 'weight', shape, start: 'ones' },
      { name: 'bias', shape, start: 'zeros' },
    ]
  },
  multiplyAdds: () => 0,
  passes<Tensor extends Shaped>({
    kernels,
    operations,
    parameter,
    input,
    settings: { epsilon },
  }: LayerContext<Tensor, Filled<'layer-normalization'>>): LayerPasses<Tensor> {
    const [scale, offset] = [parameter('weight'), parameter('bias')]
    const axes = [input.length]
    const count = input.at(-1) ?? 1
    const finish = (values: Tensor, scaleNow: Tensor) => operations.add(operations.mul(values, scaleNow), offset.read())
    return {
      keeps: { input: false, output: false },
      evaluate: (value) => finish(normalize(operations, value, axes, count, epsilon).values, scale.read()),
      train(value) {
        const scaleNow = scale.read()
        const normalized = normalize(operations, value, axes, count, epsilon)
        return {
          output: finish(normalized.values, scaleNow),
          backward: (gradient) => ({
            input: normalizeBack(operations, operations.mul(gradient, scaleNow), normalized, axes, count),
            parameters: [
              kernels.biasGradient(operations.mul(gradient, normalized.values)),
              kernels.biasGradient(gradient),
            ],
          }),
        }
      },
    }
  },
})
