/** Row by row, channels last: [height, width, channels] to [units]. torch's own flatten has the channels first. */
import { sizeOfShape } from '../data-source'
import { defineLayer, type LayerContext, type LayerPasses, type NoLayerSettings } from '../layer'
import { torchReshape } from '../torch-classes'
import type { Shaped } from '../layer-tensors'

declare module '../layer' {
  interface Layers {
    flatten: NoLayerSettings
  }
}

export default defineLayer({
  kind: 'flatten',
  place: 61,
  name: 'flatten',
  help: 'Makes one vector of an image, row by row.',
  settings: {},
  words: () => 'flatten',
  sign: 'flatten',
  beginsBox: true,
  shape: (_, input) => [sizeOfShape(input)],
  parameters: () => [],
  multiplyAdds: () => 0,
  torch: (_, input) => torchReshape(input, [sizeOfShape(input)]),
  graph: (operations, input, { output }) => operations.reshape(input, output),
  passes<Tensor extends Shaped>({
    operations,
    input: shape,
    output: [units = 1],
  }: LayerContext<Tensor, NoLayerSettings>): LayerPasses<Tensor> {
    return {
      keeps: { input: false, output: false },
      evaluate: (input) => operations.reshape(input, [-1, units]),
      train: (input) => ({
        output: operations.reshape(input, [-1, units]),
        backward: (gradient) => ({ input: operations.reshape(gradient, [-1, ...shape]), parameters: [] }),
      }),
    }
  },
})
