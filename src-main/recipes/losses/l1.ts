/** torch.nn.L1Loss. */
import { defineLoss, type NoParameters } from '../loss'

declare module '../loss' {
  interface Losses {
    l1: NoParameters
  }
}

export default defineLoss({
  kind: 'l1',
  place: 3,
  name: 'L1',
  words: {
    choice: 'absolute error',
    scale: () => 'absolute error',
    hint: () => null,
    sentence: () => 'L1 is the absolute error; its gradient is equally large for small and large errors.',
  },
  formula: { text: '|d|', tex: '|d|' },
  dash: [2, 2],
  dashWord: 'dotted',
  parameters: {},
  bend: () => null,
  value: (d) => Math.abs(d),
  // 0 at the kink.
  derivative: (d) => Math.sign(d),
  tensors: (operations, error, count) => ({
    loss: operations.mean(operations.abs(error)),
    gradient: operations.mul(operations.sign(error), 1 / count),
  }),
  fixture: 'losses/l1.json',
})
