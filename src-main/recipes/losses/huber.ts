/** torch.nn.HuberLoss: delta times Smooth L1 whose beta is delta. */
import { aboveZero } from '../above-zero'
import { defineLoss } from '../loss'
import { always } from '../setting'

declare module '../loss' {
  interface Losses {
    huber: { readonly delta: number }
  }
}

export default defineLoss({
  kind: 'huber',
  place: 4,
  name: 'Huber',
  words: {
    choice: 'Smooth L1 times its delta',
    scale: ({ delta }) => (delta === 1 ? 'half of squared error' : null),
    hint: ({ delta }) =>
      delta < 1
        ? 'Below 1, so errors in this task reach the linear part.'
        : `Errors in this task stay below 1, so with delta ${delta} this is half of MSE.`,
    sentence: ({ delta }) => `Huber is half the squared error for errors below ${delta}, and linear above.`,
  },
  formula: {
    text: 'd² / 2 where |d| < delta, else delta (|d| − delta / 2)',
    tex: String.raw`\frac{d^2}{2} \text{ where } |d| < \delta, \text{ else } \delta \left(|d| - \frac{\delta}{2}\right)`,
  },
  dash: [8, 3, 2, 3],
  dashWord: 'dashes and dots',
  parameters: {
    delta: {
      schema: aboveZero().max(10),
      default: 1,
      drawnWith: 0.3,
      label: 'delta',
      help: 'Huber is quadratic below delta and linear above it.',
      plural: 'deltas',
      inForce: always,
      isInEveryFigure: true,
    },
  },
  bend: ({ delta }) => delta,
  value(d, { delta }) {
    const size = Math.abs(d)
    return size < delta ? (d * d) / 2 : delta * (size - delta / 2)
  },
  derivative: (d, { delta }) => (Math.abs(d) < delta ? d : delta * Math.sign(d)),
  tensors(operations, error, count, { delta }) {
    const clipped = operations.clipByValue(error, -delta, delta)
    const value = operations.mul(clipped, operations.sub(error, operations.mul(clipped, 0.5)))
    return { loss: operations.mean(value), gradient: operations.mul(clipped, 1 / count) }
  },
  fixture: 'losses/huber.json',
})
