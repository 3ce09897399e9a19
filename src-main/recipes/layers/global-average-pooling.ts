/** torch.nn.AdaptiveAvgPool2d(1), flattened: Lin et al. 2013, arXiv:1312.4400. */
import { defineLayer, imageOf, type LayerContext, type LayerPasses, type NoLayerSettings } from '../layer'
import { needsImages } from '../mend'
import type { Shaped } from '../layer-tensors'

declare module '../layer' {
  interface Layers {
    'global-average-pooling': NoLayerSettings
  }
}

export default defineLayer({
  kind: 'global-average-pooling',
  place: 42,
  name: 'global average pooling',
  help: 'Makes one vector of an image: the mean of each channel.',
  settings: {},
  words: () => 'global average pool',
  sign: 'pooling',
  beginsBox: true,
  shape: (_, input) => needsImages('Global average pooling', input) ?? [imageOf(input).channels],
  parameters: () => [],
  multiplyAdds: () => 0,
  torch: () => ({ module: 'nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())' }),
  graph: (operations, input) => operations.globalAveragePool(input),
  passes<Tensor extends Shaped>({ operations, input }: LayerContext<Tensor, NoLayerSettings>): LayerPasses<Tensor> {
    const { height, width, channels } = imageOf(input)
    const share = 1 / (height * width)
    const pool = (images: Tensor) => operations.mul(operations.sum(images, [1, 2], false), share)
    return {
      keeps: { input: false, output: false },
      evaluate: pool,
      train: (images) => ({
        output: pool(images),
        backward(gradient) {
          // 0 is added for its sign alone: without it a gradient of -0 would stay one.
          const passed = operations.reshape(operations.add(operations.mul(gradient, share), 0), [-1, 1, 1, channels])
          // Not added to zeros of the image's size, which JavaScript would make anew for every batch.
          return { input: operations.tile(passed, [1, height, width, 1]), parameters: [] }
        },
      }),
    }
  },
})
