/** torch.nn.Linear; its weight is [in, out] here, as a product takes it. */
import { z } from 'zod'
import { sizeOfShape } from '../data-source'
import { defineLayer, type Filled, type LayerContext, type LayerPasses, showShape } from '../layer'
import { torchCall } from '../layer-exports'
import type { Shaped } from '../layer-tensors'

declare module '../layer' {
  interface Layers {
    dense: { readonly units: number }
  }
}

export default defineLayer({
  kind: 'dense',
  place: 60,
  name: 'dense layer',
  help: 'Joins every value of its input to every one of its units.',
  settings: {
    units: { schema: z.int().min(1).max(65_536), label: 'Units', help: 'Numbers that it gives.', start: () => 128 },
  },
  words: ({ units }) => `dense, ${units}`,
  sign: 'dense',
  beginsBox: true,
  shape: ({ units }, input) =>
    input.length === 1
      ? [units]
      : {
          message: `A dense layer needs a vector, and its input is ${showShape(input)}.`,
          fix: 'Put a flatten before it.',
          mend: { before: [{ kind: 'flatten' }] },
        },
  parameters({ units }, input) {
    const inputs = sizeOfShape(input)
    return [
      { name: 'weight', shape: [inputs, units], start: { fanIn: inputs }, layout: 'matrix' },
      { name: 'bias', shape: [units], start: { fanIn: inputs }, layout: 'same' },
    ]
  },
  multiplyAdds: ({ units }, input) => (sizeOfShape(input) + 1) * units,
  torch: ({ units }, input) => ({ module: torchCall('nn.Linear', [sizeOfShape(input), units]) }),
  graph: (operations, input, { parameter }) =>
    operations.dense(input, { weight: parameter('weight'), bias: parameter('bias') }),
  passes<Tensor extends Shaped>({ kernels, parameter }: LayerContext<Tensor, Filled<'dense'>>): LayerPasses<Tensor> {
    const [kernel, bias] = [parameter('weight'), parameter('bias')]
    return {
      keeps: { input: true, output: false },
      evaluate: (input) => kernels.addBias(kernels.matMul(input, kernel.read(), false, false), bias.read()),
      train(input) {
        const weights = kernel.read()
        return {
          output: kernels.addBias(kernels.matMul(input, weights, false, false), bias.read()),
          backward: (gradient, wantsInput) => ({
            input: wantsInput ? kernels.matMul(gradient, weights, false, true) : null,
            parameters: [kernels.matMul(input, gradient, true, false), kernels.biasGradient(gradient)],
          }),
        }
      },
    }
  },
})
