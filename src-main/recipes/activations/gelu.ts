/** torch.nn.GELU in its exact form, not the one with tanh. Source: Hendrycks and Gimpel 2016, arXiv:1606.08415. */
import jStat from 'jstat'
import { defineActivation } from '../activation'
import type { TensorOperations } from '../tensors'

declare module '../activation' {
  interface Activations {
    gelu: true
  }
}

/** The normal distribution's cumulative function, and its density. */
const cumulative = (x: number): number => 0.5 * (1 + jStat.erf(x * Math.SQRT1_2))
const density = (x: number): number => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI)

export default defineActivation({
  kind: 'gelu',
  place: 8,
  name: 'GELU',
  phrase: 'GELU',
  formula: {
    text: 'x Φ(x), with Φ(x) = (1 + erf(x / √2)) / 2',
    tex: String.raw`x \, \Phi(x), \quad \Phi(x) = \frac{1 + \operatorname{erf}(x / \sqrt{2})}{2}`,
  },
  // It falls before it rises: two inputs have one value.
  keeps: 'input',
  torch: 'nn.GELU()',
  tfjs: 'gelu',
  value: (x) => x * cumulative(x),
  slope: (x) => cumulative(x) + x * density(x),
  tensors: (operations, input) => operations.mul(input, cumulativeOf(operations, input)),
  gradient(operations, gradient, input) {
    const bell = operations.mul(
      operations.exp(operations.mul(operations.square(input), -0.5)),
      1 / Math.sqrt(2 * Math.PI),
    )
    return operations.mul(gradient, operations.add(cumulativeOf(operations, input), operations.mul(input, bell)))
  },
  fixture: 'activations/gelu.json',
})

const cumulativeOf = <Tensor>(operations: TensorOperations<Tensor>, input: Tensor): Tensor =>
  operations.mul(operations.add(operations.erf(operations.mul(input, Math.SQRT1_2)), 1), 0.5)
