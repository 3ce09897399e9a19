/** torch.nn.Upsample: nearest, or bilinear with `align_corners` off. */
import { z } from 'zod'
import { defineLayer, imageOf, type Filled, type LayerContext, type LayerPasses } from '../layer'
import { needsImages } from '../mend'
import { torchCall } from '../layer-exports'
import type { Shaped } from '../layer-tensors'
import { enlargingWeights, passesOfResampling } from '../resampling'

declare module '../layer' {
  interface Layers {
    upsample: { readonly factor: number; readonly mode?: 'nearest' | 'bilinear' }
  }
}

export default defineLayer({
  kind: 'upsample',
  place: 43,
  name: 'upsampling',
  help: 'Makes images larger by repeating pixels or by running from one to the next.',
  settings: {
    factor: {
      schema: z.int().min(1).max(32),
      label: 'Factor',
      help: 'How many times as long each side gets.',
      start: () => 2,
    },
    mode: {
      schema: z.enum(['nearest', 'bilinear']),
      label: 'Mode',
      help: 'Whether pixels are repeated or run into each other.',
      default: 'nearest',
    },
  },
  words: ({ factor, mode }) => `upsample × ${factor}${mode === 'bilinear' ? ', bilinear' : ''}`,
  sign: 'upsampling',
  beginsBox: true,
  shape({ factor }, input) {
    const { height, width, channels } = imageOf(input)
    return needsImages('Upsampling', input) ?? [height * factor, width * factor, channels]
  },
  parameters: () => [],
  multiplyAdds: () => 0,
  torch: ({ factor, mode }) => ({
    module: torchCall('nn.Upsample', [], {
      scale_factor: [factor, null],
      mode: [JSON.stringify(mode), JSON.stringify('nearest')],
    }),
  }),
  graph: (operations, input, { settings: { factor, mode } }) => operations.upsample(input, { factor, mode }),
  passes<Tensor extends Shaped>({
    kernels,
    input,
    settings: { factor, mode },
  }: LayerContext<Tensor, Filled<'upsample'>>): LayerPasses<Tensor> {
    const { height, width } = imageOf(input)
    return passesOfResampling(kernels, {
      rows: enlargingWeights(height, factor, mode),
      columns: enlargingWeights(width, factor, mode),
    })
  },
})
