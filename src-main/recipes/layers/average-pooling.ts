/** torch.nn.AvgPool2d with a stride as large as its windows: what is left over at the right and below is passed over. */
import { z } from 'zod'
import { defineLayer, imageOf, type Filled, type LayerContext, type LayerPasses } from '../layer'
import { torchCall } from '../layer-exports'
import type { Shaped } from '../layer-tensors'
import { averagingWeights, passesOfResampling, windowsOf } from '../resampling'

declare module '../layer' {
  interface Layers {
    'average-pooling': { readonly size: number }
  }
}

export default defineLayer({
  kind: 'average-pooling',
  place: 41,
  name: 'average pooling',
  help: 'Takes the mean of each square window.',
  settings: {
    size: {
      schema: z.int().min(1).max(64),
      label: 'Size',
      help: 'Side of a window, and how far the next one is.',
      start: () => 2,
    },
  },
  words: ({ size }) => `${size} × ${size} average pool`,
  sign: 'pooling',
  beginsBox: false,
  shape: ({ size }, input) => windowsOf('Average pooling', size, input),
  parameters: () => [],
  multiplyAdds: () => 0,
  torch: ({ size }) => ({ module: torchCall('nn.AvgPool2d', [size]) }),
  graph: (operations, input, { settings }) => operations.pool(input, { size: settings.size, by: 'average' }),
  passes<Tensor extends Shaped>({
    kernels,
    input,
    settings: { size },
  }: LayerContext<Tensor, Filled<'average-pooling'>>): LayerPasses<Tensor> {
    const { height, width } = imageOf(input)
    return passesOfResampling(kernels, {
      rows: averagingWeights(height, size),
      columns: averagingWeights(width, size),
    })
  },
})
