/** Focal loss of several classes (Lin, Goyal, Girshick, He and Dollar 2017, "Focal loss for dense object detection"). */
import { z } from 'zod'
import { sizeOfShape } from '../data-source'
import { defineClassLoss, type LossTensors } from '../loss'
import { always } from '../setting'
import { logSoftmax, logSoftmaxTensor, sumOfClasses } from '../softmax'
import type { ImageOperations } from '../tensors'

declare module '../loss' {
  interface ImageLosses {
    focal: { readonly focusing: number }
  }
}

/** A probability of 1 leaves 0, whose powers below 1 have no gradient: it is taken as this. */
const least = 1e-7

/** Of images that may be of several classes: each class's own focal loss, by what of the image it is and what it counts for. */
function ofSeveral<Tensor>(
  operations: ImageOperations<Tensor>,
  { logarithms, targets, weights }: { logarithms: Tensor; targets: Tensor; weights: Tensor },
  focusing: number,
): LossTensors<Tensor> {
  const probability = operations.exp(logarithms)
  const rest = operations.clipByValue(operations.sub(1, probability), least, 1)
  const weight = operations.pow(rest, focusing)
  const steep = operations.mul(
    operations.mul(operations.mul(probability, operations.pow(rest, focusing - 1)), logarithms),
    focusing,
  )
  const wanted = operations.mul(targets, weights)
  return sumOfClasses(operations, {
    ...{ wanted, logarithms, values: operations.mul(operations.mul(weight, logarithms), -1) },
    slopes: operations.sub(steep, weight),
    total: operations.sum(wanted, [0, 1], false),
  })
}

export default defineClassLoss({
  kind: 'focal',
  place: 21,
  name: 'Focal',
  words: {
    choice: 'cross-entropy that counts sure images less',
    scale: () => null,
    hint: ({ focusing }) => (focusing === 0 ? 'With 0 it is cross-entropy.' : null),
    sentence: ({ focusing }) =>
      `Focal loss is cross-entropy times the probability of all other classes to the power of ${focusing}, so that images it is sure of count less.`,
  },
  formula: { text: '−(1 − p)^gamma log p, p of the right class', tex: String.raw`-(1 - p_y)^\gamma \log p_y` },
  dash: [6, 3, 2, 6],
  dashWord: 'wide dashes and dots',
  parameters: {
    focusing: {
      schema: z.number().min(0).max(10),
      default: 2,
      label: 'Focusing',
      help: 'Gamma of focal loss: the larger it is, the less images count that are sure already; 0 is cross-entropy.',
      plural: 'focusings',
      inForce: always,
    },
  },
  prepare(targets, shape, { focusing }, weights = null) {
    const classes = sizeOfShape(shape)
    return (image, outputs, offset) => {
      const truth = targets.subarray(image * classes, (image + 1) * classes).indexOf(1)
      const logarithm = logSoftmax(outputs, offset, classes)[truth] ?? Number.NaN
      const weight = weights === null ? 1 : (weights[truth] ?? 1)
      return -weight * Math.max(least, 1 - Math.exp(logarithm)) ** focusing * logarithm
    }
  },
  /** With p of the right class, the gradient by output j is (gamma p (1 - p)^(gamma - 1) log p - (1 - p)^gamma) (1 if j is right, less p of j). */
  tensors(operations, outputs, targets, { count, weights }, { focusing }) {
    const logarithms = logSoftmaxTensor(operations, outputs)
    if (weights !== null) return ofSeveral(operations, { logarithms, targets, weights }, focusing)
    const own = operations.sum(operations.mul(targets, logarithms), [1], true)
    const probability = operations.exp(own)
    const rest = operations.clipByValue(operations.sub(1, probability), least, 1)
    const weight = operations.pow(rest, focusing)
    const steep = operations.mul(
      operations.mul(operations.mul(probability, operations.pow(rest, focusing - 1)), own),
      focusing,
    )
    return {
      loss: operations.mul(operations.mean(operations.mul(weight, own)), -1),
      gradient: operations.mul(
        operations.mul(operations.sub(steep, weight), operations.sub(targets, operations.exp(logarithms))),
        1 / count,
      ),
    }
  },
  fixture: 'losses/focal.json',
})
