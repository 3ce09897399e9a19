/** torch.nn.Conv2d with as many groups as channels; its weight is [height, width, channels, filters of each] here. */
import { z } from 'zod'
import { defineLayer, imageOf, type Filled, type LayerContext, type LayerPasses } from '../layer'
import { torchCall, torchGeometry } from '../layer-exports'
import type { Shaped } from '../layer-tensors'
import { geometryOf, isSlid, kernelWords, slide, slidingSettings, type SlidingInput } from '../sliding'

declare module '../layer' {
  interface Layers {
    'depthwise-convolution': SlidingInput & { readonly multiplier?: number }
  }
}

export default defineLayer({
  kind: 'depthwise-convolution',
  place: 11,
  name: 'depthwise convolution',
  help: 'Slides filters of its own over each channel.',
  settings: {
    ...slidingSettings,
    multiplier: {
      schema: z.int().min(1).max(64),
      label: 'Multiplier',
      help: 'Filters of each channel.',
      default: 1,
    },
  },
  words: (settings) =>
    `${kernelWords(settings)} depthwise conv${settings.multiplier > 1 ? `, × ${settings.multiplier}` : ''}`,
  sign: 'depthwise',
  beginsBox: true,
  shape(settings, input) {
    const sides = slide('A depthwise convolution', settings, input)
    return isSlid(sides) ? [...sides, imageOf(input).channels * settings.multiplier] : sides
  },
  parameters({ kernelSize, multiplier }, input) {
    const { channels } = imageOf(input)
    const fanIn = kernelSize * kernelSize
    return [
      { name: 'weight', shape: [kernelSize, kernelSize, channels, multiplier], start: { fanIn }, layout: 'depthwise' },
      { name: 'bias', shape: [channels * multiplier], start: { fanIn }, layout: 'same' },
    ]
  },
  multiplyAdds({ kernelSize }, _, output) {
    const { height, width, channels } = imageOf(output)
    return (kernelSize ** 2 + 1) * channels * height * width
  },
  torch(settings, input) {
    const { channels } = imageOf(input)
    return {
      module: torchCall('nn.Conv2d', [channels, channels * settings.multiplier, settings.kernelSize], {
        ...torchGeometry(geometryOf(settings)),
        groups: [channels, 1],
      }),
    }
  },
  graph: (operations, input, { settings, parameter }) =>
    operations.depthwise(input, {
      weight: parameter('weight'),
      bias: parameter('bias'),
      geometry: geometryOf(settings),
    }),
  passes<Tensor extends Shaped>(context: LayerContext<Tensor, Filled<'depthwise-convolution'>>): LayerPasses<Tensor> {
    const { kernels, operations, parameter, isNormalized, settings, input, output } = context
    const [filter, bias] = [parameter('weight'), parameter('bias')]
    const { kernelSize, multiplier } = settings
    const filterShape = [kernelSize, kernelSize, imageOf(input).channels, multiplier]
    const geometry = geometryOf(settings)
    return {
      keeps: { input: true, output: false },
      evaluate: (images) => kernels.addBias(kernels.depthwise(images, filter.read(), geometry), bias.read()),
      train(images) {
        const weights = filter.read()
        return {
          output: kernels.addBias(kernels.depthwise(images, weights, geometry), bias.read()),
          backward: (gradient, wantsInput) => ({
            input: wantsInput ? kernels.depthwiseInputGradient(gradient, weights, images.shape, geometry) : null,
            parameters: [
              kernels.depthwiseFilterGradient(images, gradient, filterShape, geometry),
              isNormalized ? operations.zeros([imageOf(output).channels]) : kernels.biasGradient(gradient),
            ],
          }),
        }
      },
    }
  },
})
