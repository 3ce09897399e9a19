/** torch.nn.Tanh. */
import { defineActivation } from '../activation'

declare module '../activation' {
  interface Activations {
    tanh: true
  }
}

export default defineActivation({
  kind: 'tanh',
  place: 3,
  name: 'tanh',
  phrase: 'tanh',
  formula: { text: 'tanh(x)', tex: String.raw`\tanh x` },
  keeps: 'output',
  torch: 'nn.Tanh()',
  tfjs: 'tanh',
  value: (x) => Math.tanh(x),
  slope: (value) => 1 - value * value,
  tensors: (operations, input) => operations.tanh(input),
  gradient: (operations, gradient, output) => operations.mul(gradient, operations.sub(1, operations.square(output))),
  fixture: 'activations/tanh.json',
})
