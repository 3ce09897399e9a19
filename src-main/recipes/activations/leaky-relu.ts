/** torch.nn.LeakyReLU with its usual slope of 0.01 below 0. */
import { defineActivation } from '../activation'

declare module '../activation' {
  interface Activations {
    'leaky-relu': true
  }
}

const below = 0.01

export default defineActivation({
  kind: 'leaky-relu',
  place: 6,
  name: 'Leaky ReLU',
  phrase: 'leaky ReLU',
  formula: {
    text: 'x where x > 0, else 0.01 x',
    tex: String.raw`x \text{ where } x > 0, \text{ else } 0.01\,x`,
  },
  keeps: 'output',
  torch: 'nn.LeakyReLU()',
  tfjs: { slopeBelow: below },
  value: (x) => (x > 0 ? x : below * x),
  // A value has the sign of its x.
  slope: (value) => (value > 0 ? 1 : below),
  tensors: (operations, input) =>
    operations.add(operations.relu(input), operations.mul(operations.minimum(input, 0), below)),
  gradient: (operations, gradient, output) =>
    operations.mul(gradient, operations.add(operations.mul(operations.step(output), 1 - below), below)),
  fixture: 'activations/leaky-relu.json',
})
