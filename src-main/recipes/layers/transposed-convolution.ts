/** torch.nn.ConvTranspose2d with a bias: the way back of a convolution, which makes images larger. Its weight is [height, width, out, in] here. */
import { z } from 'zod'
import { sizeOfShape } from '../data-source'
import { defineLayer, imageOf, showShape, type Filled, type LayerContext, type LayerPasses } from '../layer'
import { torchCall } from '../layer-exports'
import type { Shaped } from '../layer-tensors'
import { needsImages, setTo } from '../mend'
import { filtersSetting, kernelSizeSetting, strideSetting } from '../sliding'

declare module '../layer' {
  interface Layers {
    'transposed-convolution': {
      readonly filters: number
      readonly kernelSize: number
      readonly stride?: number
      readonly padding?: number
      readonly outputPadding?: number
    }
  }
}

export default defineLayer({
  kind: 'transposed-convolution',
  place: 13,
  name: 'transposed convolution',
  help: 'Spreads each pixel over a window, and so makes images larger.',
  settings: {
    filters: filtersSetting,
    kernelSize: kernelSizeSetting,
    stride: {
      ...strideSetting,
      help: 'How far the windows of neighbouring pixels lie apart: how much larger it gets.',
    },
    padding: {
      schema: z.int().min(0).max(64),
      label: 'Padding',
      help: 'Pixels that are taken off every side.',
      default: 0,
    },
    outputPadding: {
      schema: z.int().min(0).max(63),
      label: 'Output padding',
      help: 'Pixels more at the right and below.',
      default: 0,
    },
  },
  words: ({ kernelSize, stride, filters }) =>
    `${kernelSize} × ${kernelSize}${stride > 1 ? ` / ${stride}` : ''} transposed conv, ${filters}`,
  sign: 'upsampling',
  beginsBox: true,
  shape({ filters, kernelSize, stride, padding, outputPadding }, input) {
    const wrong = needsImages('A transposed convolution', input)
    if (wrong) return wrong
    if (outputPadding >= stride)
      return {
        message: `Its output padding of ${outputPadding} has to be less than its stride of ${stride}.`,
        ...setTo('outputPadding', stride - 1),
      }
    const { height, width } = imageOf(input)
    const sides = [height, width].map((side) => (side - 1) * stride - 2 * padding + kernelSize + outputPadding)
    return Math.min(...sides) >= 1
      ? [...sides, filters]
      : {
          message: `Taking ${padding} pixels off every side leaves nothing of its input of ${showShape(input)}.`,
          ...setTo('padding', 0),
        }
  },
  parameters({ filters, kernelSize }, input) {
    // As torch has it: of the second dimension of its weight, which is [in, out, height, width].
    const fanIn = filters * kernelSize * kernelSize
    return [
      {
        name: 'weight',
        shape: [kernelSize, kernelSize, filters, imageOf(input).channels],
        start: { fanIn },
        layout: 'filters',
      },
      { name: 'bias', shape: [filters], start: { fanIn }, layout: 'same' },
    ]
  },
  multiplyAdds: ({ filters, kernelSize }, input, output) =>
    sizeOfShape(input) * kernelSize ** 2 * filters + sizeOfShape(output),
  torch: ({ filters, kernelSize, stride, padding, outputPadding }, input) => ({
    module: torchCall('nn.ConvTranspose2d', [imageOf(input).channels, filters, kernelSize], {
      stride: [stride, 1],
      padding: [padding, 0],
      output_padding: [outputPadding, 0],
    }),
  }),
  graph: (operations, input, { settings: { stride, padding, outputPadding }, parameter }) =>
    operations.transposedConvolution(input, {
      ...{ weight: parameter('weight'), bias: parameter('bias') },
      ...{ stride, padding, outputPadding },
    }),
  passes<Tensor extends Shaped>(context: LayerContext<Tensor, Filled<'transposed-convolution'>>): LayerPasses<Tensor> {
    const { kernels, operations, parameter, isNormalized, settings, input, output } = context
    const [filter, bias] = [parameter('weight'), parameter('bias')]
    const { filters, kernelSize, stride, padding } = settings
    const geometry = { stride, dilation: 1, padding }
    const filterShape = [kernelSize, kernelSize, filters, imageOf(input).channels]
    const forward = (images: Tensor, weights: Tensor) =>
      kernels.addBias(
        kernels.slideInputGradient(images, weights, [images.shape[0] ?? 0, ...output], geometry),
        bias.read(),
      )
    return {
      keeps: { input: true, output: false },
      evaluate: (images) => forward(images, filter.read()),
      train(images) {
        const weights = filter.read()
        return {
          output: forward(images, weights),
          backward: (gradient, wantsInput) => ({
            input: wantsInput ? kernels.slide(gradient, weights, geometry) : null,
            parameters: [
              kernels.slideFilterGradient(gradient, images, filterShape, geometry),
              isNormalized ? operations.zeros([filters]) : kernels.biasGradient(gradient),
            ],
          }),
        }
      },
    }
  },
})
