/** torch.nn.MaxPool2d with a stride as large as its windows: what is left over at the right and below is passed over. */
import { z } from 'zod'
import { defineLayer, type Filled, type LayerContext, type LayerPasses } from '../layer'
import { torchCall } from '../layer-exports'
import type { Shaped } from '../layer-tensors'
import { windowsOf } from '../resampling'

declare module '../layer' {
  interface Layers {
    'max-pooling': { readonly size: number }
  }
}

export default defineLayer({
  kind: 'max-pooling',
  place: 40,
  name: 'max pooling',
  help: 'Keeps the largest value of each square window.',
  settings: {
    size: {
      schema: z.int().min(1).max(64),
      label: 'Size',
      help: 'Side of a window, and how far the next one is.',
      start: () => 2,
    },
  },
  words: ({ size }) => `${size} × ${size} max pool`,
  sign: 'pooling',
  beginsBox: false,
  shape: ({ size }, input) => windowsOf('Max pooling', size, input),
  parameters: () => [],
  multiplyAdds: () => 0,
  torch: ({ size }) => ({ module: torchCall('nn.MaxPool2d', [size]) }),
  graph: (operations, input, { settings }) => operations.pool(input, { size: settings.size, by: 'max' }),
  passes<Tensor extends Shaped>({
    kernels,
    settings: { size },
  }: LayerContext<Tensor, Filled<'max-pooling'>>): LayerPasses<Tensor> {
    return {
      keeps: { input: true, output: true },
      evaluate: (input) => kernels.maxPool(input, size).output,
      train(input) {
        const pooled = kernels.maxPool(input, size)
        return {
          output: pooled.output,
          backward: (gradient) => ({ input: kernels.maxPoolGradient(gradient, input, pooled, size), parameters: [] }),
        }
      },
    }
  },
})
