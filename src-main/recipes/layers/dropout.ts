/** torch.nn.Dropout: in training each value is 0 with a probability, and the others are larger for it; in evaluation it does nothing. */
import { z } from 'zod'
import { defineLayer, type Filled, type LayerContext, type LayerPasses } from '../layer'
import { torchCall } from '../layer-exports'
import type { Shaped } from '../layer-tensors'

declare module '../layer' {
  interface Layers {
    dropout: { readonly rate?: number }
  }
}

export default defineLayer({
  kind: 'dropout',
  place: 50,
  name: 'dropout',
  help: 'Leaves out random values in training, others at each step.',
  settings: {
    rate: {
      schema: z.number().min(0).max(0.99),
      label: 'Rate',
      help: 'The part of the values that is left out.',
      default: 0.5,
    },
  },
  words: ({ rate }) => `dropout, ${rate}`,
  sign: 'dropout',
  beginsBox: false,
  shape: (_, input) => input,
  parameters: () => [],
  multiplyAdds: () => 0,
  torch: ({ rate }) => ({ module: torchCall('nn.Dropout', [rate]) }),
  graph: (_, input) => input,
  passes<Tensor extends Shaped>({
    operations,
    mask,
    settings: { rate },
  }: LayerContext<Tensor, Filled<'dropout'>>): LayerPasses<Tensor> {
    return {
      keeps: { input: false, output: false },
      evaluate: (input) => input,
      train(input) {
        if (rate === 0) return { output: input, backward: (gradient) => ({ input: gradient, parameters: [] }) }
        const drawn = mask(input.shape, rate)
        return {
          output: operations.mul(input, drawn),
          backward: (gradient) => ({ input: operations.mul(gradient, drawn), parameters: [] }),
        }
      },
    }
  },
})
