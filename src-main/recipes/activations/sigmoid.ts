/** torch.nn.Sigmoid. */
import { defineActivation } from '../activation'

declare module '../activation' {
  interface Activations {
    sigmoid: true
  }
}

export default defineActivation({
  kind: 'sigmoid',
  place: 4,
  name: 'sigmoid',
  phrase: 'sigmoid',
  formula: { text: '1 / (1 + exp(−x))', tex: String.raw`\frac{1}{1 + \exp(-x)}` },
  keeps: 'output',
  torch: 'nn.Sigmoid()',
  tfjs: 'sigmoid',
  value: (x) => 1 / (1 + Math.exp(-x)),
  slope: (value) => value * (1 - value),
  tensors: (operations, input) => operations.sigmoid(input),
  gradient: (operations, gradient, output) =>
    operations.mul(gradient, operations.mul(output, operations.sub(1, output))),
  fixture: 'activations/sigmoid.json',
})
