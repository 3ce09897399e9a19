/** torch.nn.Conv2d with a bias; its weight is [height, width, in of a group, out] here. */
import { z } from 'zod'
import { defineLayer, imageOf, type Filled, type LayerContext, type LayerPasses } from '../layer'
import { torchCall, torchGeometry } from '../layer-exports'
import type { Shaped } from '../layer-tensors'
import { setTo } from '../mend'
import {
  filtersSetting,
  geometryOf,
  isSlid,
  kernelWords,
  mostGroups,
  slide,
  slidingSettings,
  type SlidingInput,
} from '../sliding'

declare module '../layer' {
  interface Layers {
    convolution: SlidingInput & { readonly filters: number; readonly groups?: number }
  }
}

type Settings = Filled<'convolution'>

export default defineLayer({
  kind: 'convolution',
  place: 10,
  name: 'convolution',
  help: 'Slides filters over the image.',
  settings: {
    filters: filtersSetting,
    ...slidingSettings,
    groups: {
      schema: z.int().min(1).max(8192),
      label: 'Groups',
      help: 'Parts that channels and filters are divided into, each for itself.',
      default: 1,
    },
  },
  words: (settings) =>
    `${kernelWords(settings)} conv, ${settings.filters}${settings.groups > 1 ? ` in ${settings.groups} groups` : ''}`,
  sign: 'convolution',
  beginsBox: true,
  shape(settings, input) {
    const sides = slide('A convolution', settings, input)
    if (!isSlid(sides)) return sides
    const { filters, groups } = settings
    const { channels } = imageOf(input)
    if (channels % groups === 0 && filters % groups === 0) return [...sides, filters]
    return {
      message: `${groups} groups divide its ${channels} channels and ${filters} filters unevenly.`,
      ...setTo('groups', mostGroups(channels, filters, groups)),
    }
  },
  parameters({ filters, kernelSize, groups }, input) {
    const inputs = imageOf(input).channels / groups
    const fanIn = inputs * kernelSize * kernelSize
    return [
      { name: 'weight', shape: [kernelSize, kernelSize, inputs, filters], start: { fanIn }, layout: 'filters' },
      { name: 'bias', shape: [filters], start: { fanIn }, layout: 'same' },
    ]
  },
  multiplyAdds({ filters, kernelSize, groups }, input, output) {
    const { height, width } = imageOf(output)
    return ((kernelSize ** 2 * imageOf(input).channels) / groups + 1) * filters * height * width
  },
  torch: (settings, input) => ({
    module: torchCall('nn.Conv2d', [imageOf(input).channels, settings.filters, settings.kernelSize], {
      ...torchGeometry(geometryOf(settings)),
      groups: [settings.groups, 1],
    }),
  }),
  graph: (operations, input, { settings, parameter }) =>
    operations.convolution(input, {
      weight: parameter('weight'),
      bias: parameter('bias'),
      geometry: geometryOf(settings),
      groups: settings.groups,
    }),
  passes<Tensor extends Shaped>(context: LayerContext<Tensor, Settings>): LayerPasses<Tensor> {
    const { kernels, operations, parameter, isNormalized, settings } = context
    const [filter, bias] = [parameter('weight'), parameter('bias')]
    const { forward, inputGradient, filterGradient } = waysOf(context)
    // Under batch norm the bias cannot change the loss: its gradient is 0, and what summing up would give is rounding, which
    // Adam would blow up to whole steps (PyTorch's does).
    const biasGradient = (gradient: Tensor) =>
      isNormalized ? operations.zeros([settings.filters]) : kernels.biasGradient(gradient)
    return {
      keeps: { input: true, output: false },
      evaluate: (images) => forward(images, filter.read(), bias.read()),
      train(images) {
        const weights = filter.read()
        return {
          output: forward(images, weights, bias.read()),
          backward: (gradient, wantsInput) => ({
            input: wantsInput ? inputGradient(gradient, weights, images.shape) : null,
            parameters: [filterGradient(images, gradient), biasGradient(gradient)],
          }),
        }
      },
    }
  },
})

type Ways<Tensor> = {
  readonly forward: (images: Tensor, weights: Tensor, bias: Tensor) => Tensor
  readonly inputGradient: (gradient: Tensor, weights: Tensor, shape: readonly number[]) => Tensor
  readonly filterGradient: (images: Tensor, gradient: Tensor) => Tensor
}

/** The ordinary one has kernels of its own; groups are convolutions beside each other. */
function waysOf<Tensor extends Shaped>(context: LayerContext<Tensor, Settings>): Ways<Tensor> {
  const { kernels, operations, settings, input } = context
  const { filters, kernelSize, groups } = settings
  const inputs = imageOf(input).channels / groups
  const filterShape = [kernelSize, kernelSize, inputs, filters]
  const geometry = geometryOf(settings)
  if (settings.stride === 1 && settings.dilation === 1 && settings.padding === 'same' && groups === 1)
    return {
      forward: (images, weights, bias) => kernels.convolution(images, weights, bias),
      inputGradient: (gradient, weights, shape) => kernels.convolutionInputGradient(gradient, weights, shape),
      filterGradient: (images, gradient) => kernels.convolutionFilterGradient(images, gradient, filterShape),
    }
  if (groups === 1)
    return {
      forward: (images, weights, bias) => kernels.addBias(kernels.slide(images, weights, geometry), bias),
      inputGradient: (gradient, weights, shape) => kernels.slideInputGradient(gradient, weights, shape, geometry),
      filterGradient: (images, gradient) => kernels.slideFilterGradient(images, gradient, filterShape, geometry),
    }
  const parts = (value: Tensor) => {
    const each = (value.shape.at(-1) ?? 1) / groups
    return operations.split(
      value,
      Array.from({ length: groups }, () => each),
      -1,
    )
  }
  const together = (left: Tensor, right: Tensor, make: (one: Tensor, other: Tensor) => Tensor) => {
    const others = parts(right)
    return operations.concat(
      parts(left).map((one, index) => make(one, others[index] ?? one)),
      -1,
    )
  }
  const groupShape = [kernelSize, kernelSize, inputs, filters / groups]
  return {
    forward: (images, weights, bias) =>
      kernels.addBias(
        together(images, weights, (one, filter) => kernels.slide(one, filter, geometry)),
        bias,
      ),
    inputGradient: (gradient, weights, shape) =>
      together(gradient, weights, (one, filter) =>
        kernels.slideInputGradient(one, filter, [...shape.slice(0, -1), inputs], geometry),
      ),
    filterGradient: (images, gradient) =>
      together(images, gradient, (one, back) => kernels.slideFilterGradient(one, back, groupShape, geometry)),
  }
}
