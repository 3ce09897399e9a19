/** Chollet 2017, arXiv:1610.02357: a depthwise convolution without a bias, then a 1 × 1 convolution that mixes the channels. */
import { defineLayer, imageOf, type Filled, type LayerContext, type LayerPasses } from '../layer'
import { torchCall, torchGeometry, type TorchClass } from '../layer-exports'
import type { Shaped } from '../layer-tensors'
import { filtersSetting, geometryOf, isSlid, kernelWords, slide, slidingSettings, type SlidingInput } from '../sliding'

declare module '../layer' {
  interface Layers {
    'separable-convolution': SlidingInput & { readonly filters: number }
  }
}

const pointGeometry = { stride: 1, dilation: 1, padding: 0 } as const

const separable: TorchClass = {
  name: 'SeparableConv2d',
  text: `class SeparableConv2d(nn.Module):
    """A filter for each channel, then a 1 x 1 convolution that mixes them."""

    def __init__(self, channels, filters, side, stride=1, padding=0, dilation=1):
        super().__init__()
        self.depthwise = nn.Conv2d(channels, channels, side, stride, padding, dilation, groups=channels, bias=False)
        self.pointwise = nn.Conv2d(channels, filters, 1)

    def forward(self, x):
        return self.pointwise(self.depthwise(x))`,
}

export default defineLayer({
  kind: 'separable-convolution',
  place: 12,
  name: 'separable convolution',
  help: 'Slides a filter over each channel, then mixes the channels of each pixel.',
  settings: {
    filters: filtersSetting,
    ...slidingSettings,
  },
  words: (settings) => `${kernelWords(settings)} separable conv, ${settings.filters}`,
  sign: 'depthwise',
  beginsBox: true,
  shape(settings, input) {
    const sides = slide('A separable convolution', settings, input)
    return isSlid(sides) ? [...sides, settings.filters] : sides
  },
  parameters({ filters, kernelSize }, input) {
    const { channels } = imageOf(input)
    return [
      {
        name: 'depthwise.weight',
        shape: [kernelSize, kernelSize, channels, 1],
        start: { fanIn: kernelSize * kernelSize },
        layout: 'depthwise',
      },
      { name: 'pointwise.weight', shape: [1, 1, channels, filters], start: { fanIn: channels }, layout: 'filters' },
      { name: 'pointwise.bias', shape: [filters], start: { fanIn: channels }, layout: 'same' },
    ]
  },
  multiplyAdds({ filters, kernelSize }, input, output) {
    const { height, width } = imageOf(output)
    const { channels } = imageOf(input)
    return (kernelSize ** 2 * channels + (channels + 1) * filters) * height * width
  },
  torch: (settings, input) => ({
    module: torchCall(separable.name, [imageOf(input).channels, settings.filters, settings.kernelSize], {
      ...torchGeometry(geometryOf(settings)),
    }),
    needs: separable,
  }),
  graph(operations, input, { settings, parameter }) {
    const between = operations.depthwise(input, {
      weight: parameter('depthwise.weight'),
      bias: null,
      geometry: geometryOf(settings),
    })
    return operations.convolution(between, {
      weight: parameter('pointwise.weight'),
      bias: parameter('pointwise.bias'),
      geometry: pointGeometry,
      groups: 1,
    })
  },
  passes<Tensor extends Shaped>(context: LayerContext<Tensor, Filled<'separable-convolution'>>): LayerPasses<Tensor> {
    const { kernels, operations, parameter, isNormalized, settings, input } = context
    const [depthwise, pointwise, bias] = [
      parameter('depthwise.weight'),
      parameter('pointwise.weight'),
      parameter('pointwise.bias'),
    ]
    const { filters, kernelSize } = settings
    const { channels } = imageOf(input)
    const geometry = geometryOf(settings)
    const depthwiseShape = [kernelSize, kernelSize, channels, 1]
    return {
      keeps: { input: true, output: false },
      evaluate: (images) =>
        kernels.convolution(kernels.depthwise(images, depthwise.read(), geometry), pointwise.read(), bias.read()),
      train(images) {
        const [weights, mixing] = [depthwise.read(), pointwise.read()]
        const between = kernels.depthwise(images, weights, geometry)
        return {
          output: kernels.convolution(between, mixing, bias.read()),
          backward(gradient, wantsInput) {
            const back = kernels.slideInputGradient(gradient, mixing, between.shape, pointGeometry)
            return {
              input: wantsInput ? kernels.depthwiseInputGradient(back, weights, images.shape, geometry) : null,
              parameters: [
                kernels.depthwiseFilterGradient(images, back, depthwiseShape, geometry),
                kernels.slideFilterGradient(between, gradient, [1, 1, channels, filters], pointGeometry),
                isNormalized ? operations.zeros([filters]) : kernels.biasGradient(gradient),
              ],
            }
          },
        }
      },
    }
  },
})
