/** torch.nn.InstanceNorm2d with a scale and an offset: Ulyanov, Vedaldi and Lempitsky 2016, arXiv:1607.08022. */
import { defineLayer, imageOf, showShape, type Filled, type LayerContext, type LayerPasses } from '../layer'
import { torchCall } from '../layer-exports'
import type { Shaped } from '../layer-tensors'
import { needsImages, removed } from '../mend'
import { channelParameters, epsilonSetting, passesByOwnValues } from '../normalizing'

declare module '../layer' {
  interface Layers {
    'instance-normalization': { readonly epsilon?: number }
  }
}

export default defineLayer({
  kind: 'instance-normalization',
  place: 23,
  name: 'instance norm',
  help: 'Centres and scales each channel of each image over its pixels.',
  settings: {
    epsilon: epsilonSetting,
  },
  words: () => 'instance norm',
  sign: 'normalization',
  beginsBox: false,
  shape(_, input) {
    const { height, width } = imageOf(input)
    return (
      needsImages('Instance norm', input) ??
      // One value is its own mean, and nothing of it would be left.
      (height * width > 1
        ? input
        : { message: `Instance norm needs several pixels, and its input is ${showShape(input)}.`, ...removed })
    )
  },
  parameters: (_, input) => channelParameters(imageOf(input).channels),
  multiplyAdds: () => 0,
  torch: ({ epsilon }, input) => ({
    module: torchCall('nn.InstanceNorm2d', [imageOf(input).channels], { eps: [epsilon, 1e-5], affine: [true, false] }),
  }),
  graph: (operations, images, { settings, parameter, input }) =>
    operations.normalize(images, {
      scale: parameter('weight'),
      offset: parameter('bias'),
      groups: imageOf(input).channels,
      epsilon: settings.epsilon,
    }),
  passes<Tensor extends Shaped>(context: LayerContext<Tensor, Filled<'instance-normalization'>>): LayerPasses<Tensor> {
    const { input, settings } = context
    const { height, width } = imageOf(input)
    const asIs = (value: Tensor) => value
    return passesByOwnValues(context, settings.epsilon, {
      axes: [1, 2],
      count: height * width,
      apart: asIs,
      together: asIs,
    })
  },
})
