/**
 * Structural similarity of images (Wang, Bovik, Sheikh and Simoncelli 2004, "Image quality assessment: from error
 * visibility to structural similarity"), as scikit-image 0.26 has it under `gaussian_weights=True, sigma=1.5,
 * use_sample_covariance=False, data_range=1`: Gaussian window of 11 x 11, averaged over the interior where the window fits.
 *
 * In double precision. scikit-image filters whole images and then cuts the border off; here only the interior is worked out,
 * as one pass down the columns and one along the rows.
 */
import { sizeOfShape, type ImageShape } from './data-source'

const sigma = 1.5
/** scikit-image ends the window at 3.5 sigma. */
const radius = Math.trunc(3.5 * sigma + 0.5)
/** The window's side: images that are smaller on either side have no index. */
export const similarityWindow = 2 * radius + 1
export const meanConstant = 0.01 ** 2
export const varianceConstant = 0.03 ** 2

/** One half of the bell with its middle; the whole adds up to 1, as scipy's `gaussian_filter` has it. */
const [w0 = 0, w1 = 0, w2 = 0, w3 = 0, w4 = 0, w5 = 0] = (() => {
  const bell = Array.from({ length: similarityWindow }, (_, tap) => Math.exp(-0.5 * ((tap - radius) / sigma) ** 2))
  const sum = bell.reduce((total, value) => total + value, 0)
  return bell.map((value) => value / sum)
})()

/**
 * Weights of the window along one side, as a matrix [side, places where it fits]: rows times it are their weighted means. Both sides one after
 * the other are the whole window.
 */
export function windowWeights(side: number): { readonly values: Float32Array; readonly places: number } {
  const half = [w0, w1, w2, w3, w4, w5]
  const places = side - similarityWindow + 1
  const values = new Float32Array(side * places)
  for (let place = 0; place < places; place += 1)
    for (let tap = 0; tap < similarityWindow; tap += 1)
      values[(place + tap) * places + place] = half[tap <= radius ? tap : similarityWindow - 1 - tap] ?? 0
  return { values, places }
}

/** The images that others are held against, and what of the index depends on them alone. */
export type SimilarityReference = {
  readonly filter: InteriorFilter
  /** In [0, 1], one image behind the other. */
  readonly targets: Float32Array
  /** For each image and channel the weighted means and variances of the targets, at every place where the window fits. */
  readonly means: Float64Array
  readonly variances: Float64Array
}

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

/** The filter for images of one shape, with room for one channel on its way through it, made once. */
type InteriorFilter = ReturnType<typeof createInteriorFilter>

function createInteriorFilter(shape: ImageShape) {
  const [height, width, channels] = shape
  /** Places along the sides at which the window fits. */
  const [down, across] = [height - similarityWindow + 1, width - similarityWindow + 1]
  const positions = down * across
  const columns = new Float64Array(down * width)
  const rows = new Float64Array(down * width)
  const plane = () => new Float64Array(height * width)
  const kept = () => new Float64Array(positions)
  return {
    channels,
    positions,
    size: sizeOfShape(shape),
    pixels: height * width,
    planes: { first: plane(), second: plane(), third: plane() },
    kept: { means: kept(), squares: kept(), products: kept() },
    /** Weighted means of one channel at every place where the window fits, into `result` from `offset` on. */
    apply(plane: Float64Array, result: Float64Array, offset: number): void {
      weigh(plane, columns, width, down * width)
      // Straight on over the ends of rows: the places that mix two rows are not taken.
      weigh(columns, rows, 1, down * width - similarityWindow + 1)
      for (let row = 0; row < down; row += 1) {
        for (let column = 0; column < across; column += 1)
          result[offset + row * across + column] = rows[row * width + column] ?? 0
      }
    },
  }
}

/** Of the targets' side of the index: a mean and a variance for each place and channel, in double precision. */
export function similarityBytesPerImage([height, width, channels]: ImageShape): number {
  const places = Math.max(0, height - similarityWindow + 1) * Math.max(0, width - similarityWindow + 1)
  return places * channels * 2 * 8
}

function prepare(targets: Float32Array, shape: ImageShape): SimilarityReference {
  const filter = createInteriorFilter(shape)
  const { channels, positions, pixels, size } = filter
  const { first, second } = filter.planes
  const count = targets.length / size
  const means = new Float64Array(count * channels * positions)
  const variances = new Float64Array(count * channels * positions)
  for (let plane = 0; plane < count * channels; plane += 1) {
    const from = Math.floor(plane / channels) * size + (plane % channels)
    for (let pixel = 0; pixel < pixels; pixel += 1) {
      const target = targets[from + pixel * channels] ?? 0
      first[pixel] = target
      second[pixel] = target * target
    }
    filter.apply(first, means, plane * positions)
    filter.apply(second, variances, plane * positions)
  }
  for (let index = 0; index < means.length; index += 1)
    variances[index] = (variances[index] ?? 0) - (means[index] ?? 0) ** 2
  return { filter, targets, means, variances }
}

const prepared = new WeakMap<Float32Array, SimilarityReference>()

/**
 * What a validation set's images are held against, worked out once for each set.
 * @param targets in [0, 1], one image of the shape behind the other, which must not change afterwards.
 * @param shape no side of which is smaller than {@link similarityWindow}.
 */
export function similarityReference(targets: Float32Array, shape: ImageShape): SimilarityReference {
  const known = prepared.get(targets)
  if (known) return known
  const made = prepare(targets, shape)
  prepared.set(targets, made)
  return made
}

/**
 * Mean structural similarity of one image, at most 1; NaN when an output is not finite. Of several channels the mean, as scikit-image's
 * `channel_axis` has it.
 * @param image which of the reference's images.
 * @param outputs of some images; those of this one begin at `offset`.
 */
export function structuralSimilarity(
  reference: SimilarityReference,
  image: number,
  outputs: Float32Array,
  offset: number,
): number {
  const { channels } = reference.filter
  let sum = 0
  for (let channel = 0; channel < channels; channel += 1)
    sum += similarityOfChannel(reference, image, channel, outputs, offset)
  return sum / channels
}

function similarityOfChannel(
  { filter, targets, means, variances }: SimilarityReference,
  image: number,
  channel: number,
  outputs: Float32Array,
  offset: number,
): number {
  const { channels, positions, pixels, size } = filter
  const { first, second, third } = filter.planes
  const { means: outputMeans, squares, products } = filter.kept
  const targetOffset = image * size + channel
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    const output = outputs[offset + channel + pixel * channels] ?? Number.NaN
    first[pixel] = output
    second[pixel] = output * output
    third[pixel] = output * (targets[targetOffset + pixel * channels] ?? Number.NaN)
  }
  filter.apply(first, outputMeans, 0)
  filter.apply(second, squares, 0)
  filter.apply(third, products, 0)
  const from = (image * channels + channel) * positions
  let sum = 0
  for (let index = 0; index < positions; index += 1) {
    const mean = outputMeans[index] ?? 0
    const targetMean = means[from + index] ?? 0
    const variance = (squares[index] ?? 0) - mean * mean
    const covariance = (products[index] ?? 0) - mean * targetMean
    const luminance = (2 * mean * targetMean + meanConstant) / (mean * mean + targetMean * targetMean + meanConstant)
    const structure =
      (2 * covariance + varianceConstant) / (variance + (variances[from + index] ?? 0) + varianceConstant)
    sum += luminance * structure
  }
  return sum / positions
}
