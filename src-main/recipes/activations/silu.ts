/** torch.nn.SiLU, also called swish. */
import { defineActivation } from '../activation'

declare module '../activation' {
  interface Activations {
    silu: true
  }
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))

export default defineActivation({
  kind: 'silu',
  place: 7,
  name: 'SiLU',
  phrase: 'SiLU',
  formula: { text: 'x / (1 + exp(−x))', tex: String.raw`\frac{x}{1 + \exp(-x)}` },
  // It falls before it rises: two inputs have one value.
  keeps: 'input',
  torch: 'nn.SiLU()',
  tfjs: 'swish',
  value: (x) => x * sigmoid(x),
  slope: (x) => sigmoid(x) * (1 + x * (1 - sigmoid(x))),
  tensors: (operations, input) => operations.mul(input, operations.sigmoid(input)),
  gradient(operations, gradient, input) {
    const gate = operations.sigmoid(input)
    const rest = operations.add(operations.mul(input, operations.sub(1, gate)), 1)
    return operations.mul(gradient, operations.mul(gate, rest))
  },
  fixture: 'activations/silu.json',
})
