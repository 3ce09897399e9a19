/** torch.nn.ReLU. */
import { defineActivation } from '../activation'

declare module '../activation' {
  interface Activations {
    relu: true
  }
}

export default defineActivation({
  kind: 'relu',
  place: 1,
  name: 'ReLU',
  phrase: 'ReLU',
  formula: { text: 'max(x, 0)', tex: String.raw`\max(x, 0)` },
  keeps: 'output',
  torch: 'nn.ReLU()',
  tfjs: 'relu',
  value: (x) => Math.max(x, 0),
  slope: (value) => (value > 0 ? 1 : 0),
  tensors: (operations, input) => operations.relu(input),
  gradient: (operations, gradient, output) => operations.mul(gradient, operations.step(output)),
  fixture: 'activations/relu.json',
})
