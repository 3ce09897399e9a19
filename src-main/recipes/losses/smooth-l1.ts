/** torch.nn.SmoothL1Loss. */
import { aboveZero } from '../above-zero'
import { defineLoss } from '../loss'
import { always } from '../setting'

declare module '../loss' {
  interface Losses {
    'smooth-l1': { readonly beta: number }
  }
}

export default defineLoss({
  kind: 'smooth-l1',
  place: 2,
  name: 'Smooth L1',
  words: {
    choice: 'quadratic below beta, linear above it',
    scale: ({ beta }) => (beta === 1 ? 'half of squared error' : null),
    hint: ({ beta }) =>
      beta < 1
        ? 'Below 1, so errors in this task reach the linear part.'
        : `Errors in this task stay below 1, so with beta ${beta} this is ${beta === 1 ? 'half of MSE' : 'MSE scaled down'}. Choose a beta below 1 to see a difference.`,
    sentence: ({ beta }) =>
      `Smooth L1 is the squared error divided by ${beta === 1 ? 'two' : `twice its beta (${beta})`} for errors below ${beta}, and linear above.`,
  },
  formula: {
    text: 'd² / (2 beta) where |d| < beta, else |d| − beta / 2',
    tex: String.raw`\frac{d^2}{2 \beta} \text{ where } |d| < \beta, \text{ else } |d| - \frac{\beta}{2}`,
  },
  dash: [5, 3],
  dashWord: 'dashed',
  parameters: {
    beta: {
      schema: aboveZero().max(10),
      default: 1,
      label: 'beta',
      help: 'Smooth L1 is quadratic below beta and linear above it.',
      plural: 'betas',
      inForce: always,
      isInEveryFigure: true,
    },
  },
  bend: ({ beta }) => beta,
  value(d, { beta }) {
    const size = Math.abs(d)
    return size < beta ? (d * d) / (2 * beta) : size - beta / 2
  },
  derivative: (d, { beta }) => (Math.abs(d) < beta ? d / beta : Math.sign(d)),
  tensors(operations, error, count, { beta }) {
    // With s the clipped error: s (d - s / 2) / beta is the parabola inside and the line outside.
    const clipped = operations.clipByValue(error, -beta, beta)
    const value = operations.mul(clipped, operations.sub(error, operations.mul(clipped, 0.5)))
    return {
      loss: operations.div(operations.mean(value), beta),
      gradient: operations.mul(clipped, 1 / (beta * count)),
    }
  },
  fixture: 'losses/smooth-l1.json',
})
