/** 1 - structural similarity, as `val_ssim` measures it: the mean over images of 1 - SSIM, which is 0 for equal images. */
import type { ImageShape } from '../data-source'
import { defineImageLoss } from '../loss'
import {
  meanConstant,
  similarityReference,
  similarityWindow,
  structuralSimilarity,
  varianceConstant,
  windowWeights,
} from '../structural-similarity'
import type { ImageOperations } from '../tensors'

declare module '../loss' {
  interface ImageLosses {
    ssim: object
  }
}

export default defineImageLoss({
  kind: 'ssim',
  place: 7,
  name: 'SSIM',
  words: {
    choice: '1 − structural similarity of the pictures',
    scale: () => '1 − structural similarity',
    hint: () => null,
    sentence: () =>
      'SSIM as a loss is 1 minus the structural similarity of output and target, 0 for equal pictures and at most 2.',
  },
  formula: {
    text: '1 − mean structural similarity, Gaussian window of 11 x 11 with sigma 1.5',
    tex: String.raw`1 - \frac{(2 \mu_x \mu_y + c_1)(2 \sigma_{xy} + c_2)}{(\mu_x^2 + \mu_y^2 + c_1)(\sigma_x^2 + \sigma_y^2 + c_2)}`,
  },
  dash: [1, 5],
  dashWord: 'wide dots',
  parameters: {},
  leastSide: similarityWindow,
  prepare(targets, shape) {
    const reference = similarityReference(targets, shape)
    return (image, outputs, offset) => 1 - structuralSimilarity(reference, image, outputs, offset)
  },
  /**
   * With luminance L = (2 mx my + c1) / (mx^2 + my^2 + c1), structure S = (2 sxy + c2) / (sx^2 + sy^2 + c2) and the weighted means mx = G x,
   * exx = G x^2, exy = G x y, SSIM is the mean of L S, and its gradient goes back through the three.
   */
  tensors(operations, outputs, targets, { count, shape }) {
    const { filter, back, places } = createFilter(operations, count, shape)
    const [mean, targetMean] = [filter(outputs), filter(targets)]
    const variance = operations.sub(filter(operations.square(outputs)), operations.square(mean))
    const targetVariance = operations.sub(filter(operations.square(targets)), operations.square(targetMean))
    const covariance = operations.sub(filter(operations.mul(outputs, targets)), operations.mul(mean, targetMean))
    const meanSum = operations.add(operations.add(operations.square(mean), operations.square(targetMean)), meanConstant)
    const varianceSum = operations.add(operations.add(variance, targetVariance), varianceConstant)
    const luminance = operations.div(
      operations.add(operations.mul(operations.mul(mean, targetMean), 2), meanConstant),
      meanSum,
    )
    const structure = operations.div(operations.add(operations.mul(covariance, 2), varianceConstant), varianceSum)
    // By the weighted means of products, of squares, and of the outputs themselves.
    const byProduct = operations.mul(operations.div(luminance, varianceSum), 2)
    const bySquare = operations.mul(operations.div(operations.mul(luminance, structure), varianceSum), -1)
    const byMean = operations.add(
      operations.mul(
        operations.div(operations.mul(structure, operations.sub(targetMean, operations.mul(mean, luminance))), meanSum),
        2,
      ),
      operations.mul(byProduct, operations.sub(operations.mul(structure, mean), targetMean)),
    )
    const gradient = operations.add(
      operations.add(back(byMean), operations.mul(operations.mul(outputs, back(bySquare)), 2)),
      operations.mul(targets, back(byProduct)),
    )
    return {
      loss: operations.sub(1, operations.mean(operations.mul(luminance, structure))),
      gradient: operations.mul(gradient, -1 / places),
    }
  },
  fixture: 'losses/ssim.json',
})

/**
 * Weighted means at every place where the window fits, by one matrix for each side, and the way back. The places of all images and channels lie in an
 * order of their own, which no sum or mean over them sees.
 */
function createFilter<Tensor>(operations: ImageOperations<Tensor>, count: number, shape: ImageShape) {
  const [height, width, channels] = shape
  const planes = count * channels
  const matrixOf = (side: number) => {
    const { values, places } = windowWeights(side)
    return { places, weights: operations.tensor2d(values, [side, places]) }
  }
  const [rows, columns] = [matrixOf(width), matrixOf(height)]
  /** Channels of a pixel lie beside each other: as planes of their own, and back. */
  const toPlanes = (images: Tensor) =>
    channels === 1
      ? images
      : operations.transpose(operations.reshape(images, [count, height * width, channels]), [0, 2, 1])
  const fromPlanes = (images: Tensor) =>
    channels === 1
      ? images
      : operations.transpose(operations.reshape(images, [count, channels, height * width]), [0, 2, 1])
  const turned = (values: Tensor, first: number, second: number) =>
    operations.transpose(operations.reshape(values, [planes, first, second]), [0, 2, 1])
  return {
    places: planes * rows.places * columns.places,
    filter: (images: Tensor): Tensor => {
      const across = operations.matMul(
        operations.reshape(toPlanes(images), [planes * height, width]),
        rows.weights,
        false,
        false,
      )
      const down = operations.reshape(turned(across, height, rows.places), [planes * rows.places, height])
      return operations.matMul(down, columns.weights, false, false)
    },
    back: (values: Tensor): Tensor => {
      const up = operations.matMul(values, columns.weights, false, true)
      const across = operations.reshape(turned(up, rows.places, height), [planes * height, rows.places])
      const images = fromPlanes(operations.matMul(across, rows.weights, false, true))
      return operations.reshape(images, [count, height * width * channels])
    },
  }
}
