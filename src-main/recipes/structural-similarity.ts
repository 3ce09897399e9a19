/**
 * Structural similarity of 28 x 28 images (Wang, Bovik, Sheikh and Simoncelli 2004, "Image quality assessment: from error
 * visibility to structural similarity"), as scikit-image 0.26 has it under `gaussian_weights=True, sigma=1.5,
 * use_sample_covariance=False, data_range=1`: Gaussian window of 11 x 11, averaged over the interior where the window fits.
 *
 * In double precision. scikit-image filters whole images and then cuts the border off; here only the interior is worked out,
 * as one pass down the columns and one along the rows.
 */
import { dataSet } from './data-set'

const side = dataSet.targetSide
const sigma = 1.5
/** scikit-image ends the window at 3.5 sigma. */
const radius = Math.trunc(3.5 * sigma + 0.5)
const windowSize = 2 * radius + 1
/** Positions along a side at which the window fits. */
const interior = side - windowSize + 1
const positions = interior * interior
/** Of the targets' side of the index: a mean and a variance for each position, in double precision. */
export const bytesPerImage = positions * 2 * 8
const meanConstant = 0.01 ** 2
const varianceConstant = 0.03 ** 2

/** One half of the bell with its middle; the whole adds up to 1, as scipy's `gaussian_filter` has it. */
const [w0 = 0, w1 = 0, w2 = 0, w3 = 0, w4 = 0, w5 = 0] = (() => {
  const bell = Array.from({ length: windowSize }, (_, tap) => Math.exp(-0.5 * ((tap - radius) / sigma) ** 2))
  const sum = bell.reduce((total, value) => total + value, 0)
  return bell.map((value) => value / sum)
})()

/** The images that others are held against, and what of the index depends on them alone. */
export type SimilarityReference = {
  /** count x 784 in [0, 1]. */
  readonly targets: Float32Array
  /** count x 18 x 18 weighted means and variances of the targets. */
  readonly means: Float64Array
  readonly variances: Float64Array
}

/** Room for one image on its way through the filter, made once. */
const columns = new Float64Array(interior * side)
const rows = new Float64Array(interior * side)

/** Weighted sums over 11 values that lie `step` apart, for each of the first `count` places. Written out: a third of a loop's time. */
function weigh(source: Float64Array, result: Float64Array, step: number, count: number): void {
  for (let at = 0; at < count; at += 1) {
    result[at] =
      w0 * ((source[at] ?? 0) + (source[at + 10 * step] ?? 0)) +
      w1 * ((source[at + step] ?? 0) + (source[at + 9 * step] ?? 0)) +
      w2 * ((source[at + 2 * step] ?? 0) + (source[at + 8 * step] ?? 0)) +
      w3 * ((source[at + 3 * step] ?? 0) + (source[at + 7 * step] ?? 0)) +
      w4 * ((source[at + 4 * step] ?? 0) + (source[at + 6 * step] ?? 0)) +
      w5 * (source[at + 5 * step] ?? 0)
  }
}

/** Weighted means of an image of 28 x 28 at every interior position, into 18 x 18 places of `result` from `offset` on. */
function filterInterior(image: Float64Array, result: Float64Array, offset: number): void {
  weigh(image, columns, side, interior * side)
  // Straight on over the ends of rows: the places that mix two rows are not taken.
  weigh(columns, rows, 1, interior * side - windowSize + 1)
  for (let row = 0; row < interior; row += 1) {
    for (let column = 0; column < interior; column += 1)
      result[offset + row * interior + column] = rows[row * side + column] ?? 0
  }
}

const first = new Float64Array(dataSet.targetSize)
const second = new Float64Array(dataSet.targetSize)
const third = new Float64Array(dataSet.targetSize)

/** Works out the targets' side of the index. @param targets count x 784 in [0, 1]. */
function prepare(targets: Float32Array): SimilarityReference {
  const count = targets.length / dataSet.targetSize
  const means = new Float64Array(count * positions)
  const variances = new Float64Array(count * positions)
  for (let image = 0; image < count; image += 1) {
    for (let pixel = 0; pixel < dataSet.targetSize; pixel += 1) {
      const target = targets[image * dataSet.targetSize + pixel] ?? 0
      first[pixel] = target
      second[pixel] = target * target
    }
    filterInterior(first, means, image * positions)
    filterInterior(second, variances, image * positions)
  }
  for (let index = 0; index < means.length; index += 1)
    variances[index] = (variances[index] ?? 0) - (means[index] ?? 0) ** 2
  return { targets, means, variances }
}

const prepared = new WeakMap<Float32Array, SimilarityReference>()

/**
 * What a validation set's images are held against, worked out once for each set.
 * @param targets count x 784 in [0, 1], which must not change afterwards.
 */
export function similarityReference(targets: Float32Array): SimilarityReference {
  const known = prepared.get(targets)
  if (known) return known
  const made = prepare(targets)
  prepared.set(targets, made)
  return made
}

const outputMeans = new Float64Array(positions)
const outputSquares = new Float64Array(positions)
const products = new Float64Array(positions)

/**
 * Mean structural similarity of one image, at most 1; NaN when an output is not finite.
 * @param image which of the reference's images.
 * @param outputs 784 values for each of some images; those of this one begin at `offset`.
 */
export function structuralSimilarity(
  { targets, means, variances }: SimilarityReference,
  image: number,
  outputs: Float32Array,
  offset: number,
): number {
  const targetOffset = image * dataSet.targetSize
  for (let pixel = 0; pixel < dataSet.targetSize; pixel += 1) {
    const output = outputs[offset + pixel] ?? Number.NaN
    first[pixel] = output
    second[pixel] = output * output
    third[pixel] = output * (targets[targetOffset + pixel] ?? Number.NaN)
  }
  filterInterior(first, outputMeans, 0)
  filterInterior(second, outputSquares, 0)
  filterInterior(third, products, 0)
  let sum = 0
  for (let index = 0; index < positions; index += 1) {
    const mean = outputMeans[index] ?? 0
    const targetMean = means[image * positions + index] ?? 0
    const variance = (outputSquares[index] ?? 0) - mean * mean
    const covariance = (products[index] ?? 0) - mean * targetMean
    const luminance = (2 * mean * targetMean + meanConstant) / (mean * mean + targetMean * targetMean + meanConstant)
    const structure =
      (2 * covariance + varianceConstant) / (variance + (variances[image * positions + index] ?? 0) + varianceConstant)
    sum += luminance * structure
  }
  return sum / positions
}
