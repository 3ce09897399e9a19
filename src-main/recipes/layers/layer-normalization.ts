/** torch.nn.LayerNorm of the last dimension, channels last: each pixel's channels, or all units of a vector. */
import { defineLayer, type Filled, type LayerContext, type LayerPasses } from '../layer'
import { torchCall, type TorchClass } from '../layer-exports'
import type { Shaped } from '../layer-tensors'
import { channelParameters, epsilonSetting, passesByOwnValues } from '../normalizing'

declare module '../layer' {
  interface Layers {
    'layer-normalization': { readonly epsilon?: number }
  }
}

const channelNorm: TorchClass = {
  name: 'ChannelNorm',
  text: `class ChannelNorm(nn.LayerNorm):
    """Centres and scales the channels of each pixel."""

    def forward(self, x):
        return super().forward(x.movedim(1, -1)).movedim(-1, 1)`,
}

export default defineLayer({
  kind: 'layer-normalization',
  place: 21,
  name: 'layer norm',
  help: "Centres and scales each pixel's channels, or all units of a vector.",
  settings: {
    epsilon: epsilonSetting,
  },
  words: () => 'layer norm',
  sign: 'normalization',
  beginsBox: false,
  shape: (_, input) => input,
  parameters: (_, input) => channelParameters(input.at(-1) ?? 1),
  multiplyAdds: () => 0,
  torch({ epsilon }, input) {
    const call = (name: string) => torchCall(name, [input.at(-1) ?? 1], { eps: [epsilon, 1e-5] })
    return input.length === 1
      ? { module: call('nn.LayerNorm') }
      : { module: call(channelNorm.name), needs: channelNorm }
  },
  graph: (operations, input, { settings, parameter }) =>
    operations.normalize(input, {
      scale: parameter('weight'),
      offset: parameter('bias'),
      groups: null,
      epsilon: settings.epsilon,
    }),
  passes<Tensor extends Shaped>(context: LayerContext<Tensor, Filled<'layer-normalization'>>): LayerPasses<Tensor> {
    const { input, settings } = context
    const asIs = (value: Tensor) => value
    return passesByOwnValues(context, settings.epsilon, {
      axes: [input.length],
      count: input.at(-1) ?? 1,
      apart: asIs,
      together: asIs,
    })
  },
})
