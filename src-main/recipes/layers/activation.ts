/** A function of each value, by the registry of activations. */
import { z } from 'zod'
import type { ActivationKind } from '../activation'
import { defineLayer, type Filled, type LayerContext, type LayerPasses } from '../layer'
import type { Shaped } from '../layer-tensors'
import { activationKinds, activations, usualActivation } from '../registry/activations'

declare module '../layer' {
  interface Layers {
    activation: { readonly activation: ActivationKind }
  }
}

export default defineLayer({
  kind: 'activation',
  place: 30,
  name: 'activation',
  help: 'Applies one function to every value.',
  settings: {
    activation: {
      schema: z.enum(activationKinds),
      label: 'Function',
      help: 'What is made of each value.',
      start: () => usualActivation,
    },
  },
  words: ({ activation }) => activations[activation].name,
  sign: 'activation',
  beginsBox: false,
  shape: (_, input) => input,
  parameters: () => [],
  multiplyAdds: () => 0,
  torch: ({ activation }) => ({ module: activations[activation].torch }),
  graph: (operations, input, { settings }) => operations.activation(input, settings.activation),
  passes<Tensor extends Shaped>({
    kernels,
    settings: { activation },
  }: LayerContext<Tensor, Filled<'activation'>>): LayerPasses<Tensor> {
    const keepsInput = activations[activation].keeps === 'input'
    return {
      keeps: { input: keepsInput, output: !keepsInput },
      evaluate: (input) => kernels.activation(activation, input),
      train(input) {
        const output = kernels.activation(activation, input)
        const kept = keepsInput ? input : output
        return {
          output,
          backward: (gradient) => ({ input: kernels.activationGradient(activation, gradient, kept), parameters: [] }),
        }
      },
    }
  },
})
