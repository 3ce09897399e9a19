/** torch.nn.GroupNorm: Wu and He 2018, arXiv:1803.08494. */
import { z } from 'zod'
import { defineLayer, imageOf, needsImages, type Filled, type LayerContext, type LayerPasses } from '../layer'
import type { Shaped } from '../layer-tensors'
import { normalize, normalizeBack } from '../normalizing'

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
    groups: { schema: z.int().min(1).max(8192), label: 'Groups', help: 'Parts that the channels are divided into.' },
    epsilon: { schema: z.number().positive().max(1), label: 'Epsilon', help: 'Added to the variance.', default: 1e-5 },
  },
  words: ({ groups }) => `group norm, ${groups}`,
  beginsBox: false,
  shape({ groups }, input) {
    const { channels } = imageOf(input)
    const fitting = Math.max(...[1, 2, 4, 8, 16, 32].filter((size) => size <= groups && channels % size === 0))
    return (
      needsImages('Group norm', input) ??
      (channels % groups === 0
        ? input
        : { message: `${groups} groups divide its ${channels} channels unevenly.`, fix: `Set groups to ${fitting}.` })
    )
  },
  parameters(_, input) {
    const shape = [imageOf(input).channels]
    return [
      { name: 'weight', shape, start: 'ones' },
      { name: 'bias', shape, start: 'zeros' },
    ]
  },
  multiplyAdds: () => 0,
  passes<Tensor extends Shaped>({
    kernels,
    operations,
    parameter,
    input,
    settings: { groups, epsilon },
  }: LayerContext<Tensor, Filled<'group-normalization'>>): LayerPasses<Tensor> {
    const [scale, offset] = [parameter('weight'), parameter('bias')]
    const { height, width, channels } = imageOf(input)
    const axes = [1, 3]
    const count = (height * width * channels) / groups
    const grouped = (value: Tensor) => operations.reshape(value, [-1, height * width, groups, channels / groups])
    const whole = (value: Tensor) => operations.reshape(value, [-1, height, width, channels])
    const finish = (values: Tensor, scaleNow: Tensor) =>
      operations.add(operations.mul(whole(values), scaleNow), offset.read())
    return {
      keeps: { input: false, output: false },
      evaluate: (images) => finish(normalize(operations, grouped(images), axes, count, epsilon).values, scale.read()),
      train(images) {
        const scaleNow = scale.read()
        const normalized = normalize(operations, grouped(images), axes, count, epsilon)
        return {
          output: finish(normalized.values, scaleNow),
          backward(gradient) {
            const scaled = grouped(operations.mul(gradient, scaleNow))
            return {
              input: whole(normalizeBack(operations, scaled, normalized, axes, count)),
              parameters: [
                kernels.biasGradient(operations.mul(gradient, whole(normalized.values))),
                kernels.biasGradient(gradient),
              ],
            }
          },
        }
      },
    }
  },
})
