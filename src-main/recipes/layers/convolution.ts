/** torch.nn.Conv2d with a bias; its weight is [height, width, in, out] here. */
import { z } from 'zod'
import { defineLayer, type Filled, imageOf, type LayerContext, type LayerPasses, needsImages } from '../layer'
import type { Shaped } from '../layer-tensors'

declare module '../layer' {
  interface Layers {
    convolution: { readonly filters: number; readonly kernelSize: number }
  }
}

export default defineLayer({
  kind: 'convolution',
  place: 10,
  name: 'convolution',
  help: 'Slides filters over the image.',
  settings: {
    filters: { schema: z.int().min(1).max(8192), label: 'Filters', help: 'Channels that it gives.' },
    kernelSize: { schema: z.int().min(1).max(64), label: 'Kernel size', help: 'Side of a filter.' },
  },
  words: ({ kernelSize, filters }) => `${kernelSize} × ${kernelSize} conv, ${filters}`,
  beginsBox: true,
  shape({ filters }, input) {
    const { height, width } = imageOf(input)
    return needsImages('A convolution', input) ?? [height, width, filters]
  },
  parameters({ filters, kernelSize }, input) {
    const { channels } = imageOf(input)
    const fanIn = channels * kernelSize * kernelSize
    return [
      { name: 'weight', shape: [kernelSize, kernelSize, channels, filters], start: { fanIn } },
      { name: 'bias', shape: [filters], start: { fanIn } },
    ]
  },
  multiplyAdds({ filters, kernelSize }, input, output) {
    const { height, width } = imageOf(output)
    return (kernelSize ** 2 * imageOf(input).channels + 1) * filters * height * width
  },
  passes<Tensor extends Shaped>({
    kernels,
    operations,
    parameter,
    input,
    isNormalized,
    settings: { filters, kernelSize },
  }: LayerContext<Tensor, Filled<'convolution'>>): LayerPasses<Tensor> {
    const [filter, bias] = [parameter('weight'), parameter('bias')]
    const { channels } = imageOf(input)
    const filterShape = [kernelSize, kernelSize, channels, filters]
    // Under batch norm the bias cannot change the loss: its gradient is 0, and what summing up would give is rounding, which
    // Adam would blow up to whole steps (PyTorch's does).
    const biasGradient: typeof kernels.biasGradient = (gradient) =>
      isNormalized ? operations.zeros([filters]) : kernels.biasGradient(gradient)
    return {
      keeps: { input: true, output: false },
      evaluate: (images) => kernels.convolution(images, filter.read(), bias.read()),
      train(images) {
        const weights = filter.read()
        return {
          output: kernels.convolution(images, weights, bias.read()),
          backward: (gradient, wantsInput) => ({
            input: wantsInput ? kernels.convolutionInputGradient(gradient, weights, images.shape) : null,
            parameters: [kernels.convolutionFilterGradient(images, gradient, filterShape), biasGradient(gradient)],
          }),
        }
      },
    }
  },
})
