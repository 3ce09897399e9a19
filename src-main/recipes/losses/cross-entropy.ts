/** torch.nn.CrossEntropyLoss, with its label smoothing: of outputs that become probabilities by softmax. */
import { z } from 'zod'
import { sizeOfShape } from '../data-source'
import { defineClassLoss } from '../loss'
import { always } from '../setting'
import { logSoftmax, logSoftmaxTensor, sumOfClasses } from '../softmax'

declare module '../loss' {
  interface ImageLosses {
    'cross-entropy': { readonly labelSmoothing: number }
  }
}

export default defineClassLoss({
  kind: 'cross-entropy',
  place: 20,
  name: 'Cross-entropy',
  words: {
    choice: 'minus the logarithm of the right class’s probability',
    scale: () => 'cross-entropy in nats',
    hint: () => null,
    sentence: ({ labelSmoothing }) =>
      `Cross-entropy is minus the logarithm of the probability of the right class${labelSmoothing > 0 ? `, with ${labelSmoothing} of each label spread over all classes` : ''}.`,
  },
  formula: { text: '−log p of the right class', tex: String.raw`-\log p_y` },
  dash: [7, 7],
  dashWord: 'wide dashes',
  parameters: {
    labelSmoothing: {
      schema: z.number().min(0).lt(1),
      default: 0,
      label: 'Label smoothing',
      help: 'This fraction of each label is spread evenly over all classes; 0 for none.',
      plural: 'label smoothings',
      inForce: always,
    },
  },
  prepare(targets, shape, { labelSmoothing }, weights = null) {
    const classes = sizeOfShape(shape)
    return (image, outputs, offset) => {
      const logarithms = logSoftmax(outputs, offset, classes)
      let loss = 0
      logarithms.forEach((logarithm, index) => {
        const target = targets[image * classes + index] ?? 0
        const weight = weights === null ? 1 : (weights[index] ?? 1)
        loss -= weight * (target * (1 - labelSmoothing) + labelSmoothing / classes) * logarithm
      })
      return loss
    }
  },
  tensors(operations, outputs, targets, { count, shape, weights }, { labelSmoothing }) {
    const logarithms = logSoftmaxTensor(operations, outputs)
    const wanted = operations.add(operations.mul(targets, 1 - labelSmoothing), labelSmoothing / sizeOfShape(shape))
    if (weights !== null)
      return sumOfClasses(operations, {
        ...{ logarithms, values: operations.mul(logarithms, -1), slopes: operations.sub(operations.mul(wanted, 0), 1) },
        wanted: operations.mul(wanted, weights),
        total: operations.sum(operations.mul(targets, weights), [0, 1], false),
      })
    return {
      loss: operations.mul(operations.mean(operations.sum(operations.mul(wanted, logarithms), [1], false)), -1),
      gradient: operations.mul(operations.sub(operations.exp(logarithms), wanted), 1 / count),
    }
  },
  fixture: 'losses/cross-entropy.json',
})
