/** torch.nn.GroupNorm: Wu and He 2018, arXiv:1803.08494. */
import { z } from 'zod'
import { defineLayer, imageOf, type Filled, type LayerContext, type LayerPasses } from '../layer'
import { torchCall } from '../layer-exports'
import type { Shaped } from '../layer-tensors'
import { needsImages, setTo } from '../mend'
import { channelParameters, epsilonSetting, passesByOwnValues } from '../normalizing'
import { mostGroups } from '../sliding'

declare module '../layer' {
  interface Layers {
    'group-normalization': { readonly groups: number; readonly epsilon?: number }
  }
}

export default defineLayer({
  kind: 'group-normalization',
  place: 22,
  name: 'group norm',
  help: 'Centres and scales groups of channels of each image over all of its pixels.',
  settings: {
    groups: {
      schema: z.int().min(1).max(8192),
      label: 'Groups',
      help: 'Parts that the channels are divided into.',
      start: (input) => mostGroups(imageOf(input).channels, imageOf(input).channels, 8),
    },
    epsilon: epsilonSetting,
  },
  words: ({ groups }) => `group norm, ${groups}`,
  sign: 'normalization',
  beginsBox: false,
  shape({ groups }, input) {
    const { channels } = imageOf(input)
    return (
      needsImages('Group norm', input) ??
      (channels % groups === 0
        ? input
        : {
            message: `${groups} groups divide its ${channels} channels unevenly.`,
            ...setTo('groups', mostGroups(channels, channels, groups)),
          })
    )
  },
  parameters: (_, input) => channelParameters(imageOf(input).channels),
  multiplyAdds: () => 0,
  torch: ({ groups, epsilon }, input) => ({
    module: torchCall('nn.GroupNorm', [groups, imageOf(input).channels], { eps: [epsilon, 1e-5] }),
  }),
  graph: (operations, input, { settings, parameter }) =>
    operations.normalize(input, { scale: parameter('weight'), offset: parameter('bias'), ...settings }),
  passes<Tensor extends Shaped>(context: LayerContext<Tensor, Filled<'group-normalization'>>): LayerPasses<Tensor> {
    const { operations, input, settings } = context
    const { height, width, channels } = imageOf(input)
    const size = channels / settings.groups
    return passesByOwnValues(context, settings.epsilon, {
      axes: [1, 3],
      count: height * width * size,
      apart: (value) => operations.reshape(value, [-1, height * width, settings.groups, size]),
      together: (value) => operations.reshape(value, [-1, height, width, channels]),
    })
  },
})
