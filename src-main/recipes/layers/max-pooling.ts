/** torch.nn.MaxPool2d with a stride as large as its windows: what is left over at the right and below is passed over. */
import { z } from 'zod'
import {
  defineLayer,
  type Filled,
  imageOf,
  type LayerContext,
  type LayerPasses,
  needsImages,
  showShape,
} from '../layer'
import type { Shaped } from '../layer-tensors'

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
    size: { schema: z.int().min(1).max(64), label: 'Size', help: 'Side of a window, and how far the next one is.' },
  },
  words: ({ size }) => `${size} × ${size} max pool`,
  beginsBox: false,
  shape({ size }, input) {
    const { height, width, channels } = imageOf(input)
    return (
      needsImages('Max pooling', input) ??
      (size > Math.min(height, width)
        ? {
            message: `A window of ${size} × ${size} does not fit its input of ${showShape(input)}.`,
            fix: `Set size to ${Math.min(height, width)} or less.`,
          }
        : [Math.floor(height / size), Math.floor(width / size), channels])
    )
  },
  parameters: () => [],
  multiplyAdds: () => 0,
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
