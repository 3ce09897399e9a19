/** torch.nn.MSELoss. */
import { defineLoss, type NoParameters } from '../loss'

declare module '../loss' {
  interface Losses {
    mse: NoParameters
  }
}

export default defineLoss({
  kind: 'mse',
  place: 1,
  name: 'MSE',
  words: {
    choice: 'squared error',
    scale: () => 'squared error',
    hint: () => null,
    sentence: () => 'MSE is the squared error.',
  },
  formula: { text: 'd²', tex: 'd^2' },
  dash: [],
  dashWord: 'solid',
  parameters: {},
  bend: () => null,
  value: (d) => d * d,
  derivative: (d) => 2 * d,
  tensors: (operations, error, count) => ({
    loss: operations.mean(operations.square(error)),
    gradient: operations.mul(error, 2 / count),
  }),
  fixture: 'losses/mse.json',
})
