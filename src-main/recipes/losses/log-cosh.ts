/**
 * The logarithm of the hyperbolic cosine: smooth everywhere, with tanh for a gradient.
 *
 * Neither cosh, which overflows from 711 on, nor a difference that cancels for small errors: below 1 it is -log(1 - tanh^2 d) / 2, from there on
 * |d| + log(1 + exp(-2 |d|)) - log 2.
 */
import { defineLoss, type NoParameters } from '../loss'

declare module '../loss' {
  interface Losses {
    'log-cosh': NoParameters
  }
}

export default defineLoss({
  kind: 'log-cosh',
  place: 5,
  name: 'Log-cosh',
  words: {
    choice: 'quadratic for small errors, linear for large ones',
    scale: () => 'nearly half of squared error',
    hint: () => null,
    sentence: () =>
      'Log-cosh is the logarithm of the hyperbolic cosine of the error: nearly half the squared error for small errors, and linear for large ones.',
  },
  formula: { text: 'log(cosh(d))', tex: String.raw`\log \operatorname{cosh} d` },
  dash: [9, 3],
  dashWord: 'long dashes',
  parameters: {},
  bend: () => null,
  value(d) {
    const size = Math.abs(d)
    return size < 1 ? Math.log1p(-(Math.tanh(size) ** 2)) / -2 : size + Math.log1p(Math.exp(-2 * size)) - Math.LN2
  },
  derivative: (d) => Math.tanh(d),
  tensors(operations, error, count) {
    const size = operations.abs(error)
    const slope = operations.tanh(error)
    const near = operations.mul(operations.log1p(operations.mul(operations.square(slope), -1)), -0.5)
    const far = operations.sub(
      operations.add(size, operations.log1p(operations.exp(operations.mul(size, -2)))),
      Math.LN2,
    )
    return {
      loss: operations.mean(operations.where(operations.less(size, 1), near, far)),
      gradient: operations.mul(slope, 1 / count),
    }
  },
  fixture: 'losses/log-cosh.json',
})
