/** The Charbonnier loss: L1 with a rounded corner. Source: Charbonnier et al. 1994, and Lai et al. 2017 (arXiv:1704.03915) for its usual epsilon. */
import { aboveZero } from '../above-zero'
import { defineLoss } from '../loss'
import { always } from '../setting'

declare module '../loss' {
  interface Losses {
    charbonnier: { readonly epsilon: number }
  }
}

export default defineLoss({
  kind: 'charbonnier',
  place: 6,
  name: 'Charbonnier',
  words: {
    choice: 'absolute error, smooth at 0',
    scale: ({ epsilon }) => `absolute error, and epsilon (${epsilon}) where there is none`,
    hint: ({ epsilon }) =>
      epsilon > 0.1 ? `Most errors in this task stay below ${epsilon}, so with this epsilon it works like MSE.` : null,
    sentence: ({ epsilon }) =>
      `Charbonnier is the root of the squared error plus the square of epsilon (${epsilon}): the absolute error with a rounded corner.`,
  },
  formula: { text: '√(d² + epsilon²)', tex: String.raw`\sqrt{d^2 + \varepsilon^2}` },
  dash: [6, 2, 1, 2],
  dashWord: 'short dashes and dots',
  parameters: {
    epsilon: {
      schema: aboveZero().max(10),
      default: 1e-3,
      drawnWith: 0.1,
      label: 'epsilon',
      help: 'Charbonnier is quadratic for errors well below epsilon and linear well above it.',
      plural: 'epsilons',
      inForce: always,
    },
  },
  bend: ({ epsilon }) => epsilon,
  value: (d, { epsilon }) => Math.hypot(d, epsilon),
  derivative: (d, { epsilon }) => d / Math.hypot(d, epsilon),
  tensors(operations, error, count, { epsilon }) {
    const size = operations.sqrt(operations.add(operations.square(error), epsilon * epsilon))
    return {
      loss: operations.mean(size),
      gradient: operations.mul(operations.div(error, size), 1 / count),
    }
  },
  fixture: 'losses/charbonnier.json',
})
