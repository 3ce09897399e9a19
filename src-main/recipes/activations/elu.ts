/** torch.nn.ELU with alpha 1. */
import { defineActivation } from '../activation'

declare module '../activation' {
  interface Activations {
    elu: true
  }
}

export default defineActivation({
  kind: 'elu',
  place: 2,
  name: 'ELU',
  phrase: 'ELU',
  formula: {
    text: 'x where x > 0, else exp(x) − 1',
    tex: String.raw`x \text{ where } x > 0, \text{ else } \exp(x) - 1`,
  },
  keeps: 'output',
  torch: 'nn.ELU()',
  tfjs: 'elu',
  value: (x) => (x > 0 ? x : Math.expm1(x)),
  // exp(x) is the value plus 1.
  slope: (value) => (value > 0 ? 1 : value + 1),
  tensors: (operations, input) => operations.elu(input),
  // exp(x) is the output plus 1 where the input was below 0, and 1 is what the minimum leaves above.
  gradient: (operations, gradient, output) =>
    operations.mul(gradient, operations.add(operations.minimum(output, 0), 1)),
  fixture: 'activations/elu.json',
})
