/**
 * The task's targets: 32 x 32 RGB to 28 x 28 grey, flipped both ways, as the PyTorch reference pipeline makes them
 * (`v2.Resize((28, 28), antialias=True)`, `v2.Grayscale()`, both flips, on float images in [0, 1]).
 */

const inputSide = 32
const inputChannels = 3
const targetSide = 28
const targetSize = targetSide ** 2

/**
 * Rows of a separable resampling matrix: bilinear with antialias, `align_corners=False`.
 * A triangle filter of support `scale = from / to` around `(output + 0.5) * scale`; weights sum to 1
 * (ATen's `_compute_weights_aa`, UpSampleKernel.cpp).
 * @returns `to` x `from` weights, row-major.
 */
export function resizeWeights(from: number, to: number): Float64Array {
  const scale = from / to
  const support = Math.max(1, scale)
  const weights = new Float64Array(to * from)
  for (let output = 0; output < to; output += 1) {
    const center = (output + 0.5) * scale
    const first = Math.max(Math.trunc(center - support + 0.5), 0)
    const end = Math.min(Math.trunc(center + support + 0.5), from)
    let sum = 0
    for (let input = first; input < end; input += 1) {
      const weight = Math.max(0, 1 - Math.abs((input - center + 0.5) / support))
      weights[output * from + input] = weight
      sum += weight
    }
    for (let input = first; input < end; input += 1) {
      weights[output * from + input] = (weights[output * from + input] ?? 0) / sum
    }
  }
  return weights
}

/** ITU-R 601 as torchvision rounds it: the weights sum to 0.9999. */
const greyWeights = [0.2989, 0.587, 0.114] as const

const weights = resizeWeights(inputSide, targetSide)

/** An output has weights on at most this many inputs beside each other: 2 x 32 / 28, rounded up. */
const taps = 3
/** For each output, the first of its `taps` inputs, and their weights (0 where there are fewer). */
const firstTaps = new Uint8Array(targetSide)
const tapWeights = new Float64Array(targetSide * taps)
for (let output = 0; output < targetSide; output += 1) {
  const row = weights.subarray(output * inputSide, (output + 1) * inputSide)
  const first = Math.min(
    row.findIndex((weight) => weight > 0),
    inputSide - taps,
  )
  firstTaps[output] = first
  tapWeights.set(row.subarray(first, first + taps), output * taps)
}

// Filled anew for every image: 60,000 at the start of a run.
const grey = new Float64Array(inputSide * inputSide)
const narrow = new Float64Array(inputSide * targetSide)

/**
 * The target of one image.
 * @param image 32 x 32 x RGB bytes.
 * @param target 784 numbers in [0, 1], written row by row.
 */
export function writeTarget(image: Uint8Array, target: Float32Array): void {
  // Grey first: both steps are linear, and one channel is a third of the work.
  for (let pixel = 0; pixel < grey.length; pixel += 1) {
    const at = pixel * inputChannels
    grey[pixel] =
      (greyWeights[0] * (image[at] ?? 0) +
        greyWeights[1] * (image[at + 1] ?? 0) +
        greyWeights[2] * (image[at + 2] ?? 0)) /
      255
  }
  for (let column = 0; column < targetSide; column += 1) {
    const [left = 0, middle = 0, right = 0] = [
      tapWeights[column * taps],
      tapWeights[column * taps + 1],
      tapWeights[column * taps + 2],
    ]
    const first = firstTaps[column] ?? 0
    for (let row = 0; row < inputSide; row += 1) {
      const at = row * inputSide + first
      narrow[row * targetSide + column] =
        left * (grey[at] ?? 0) + middle * (grey[at + 1] ?? 0) + right * (grey[at + 2] ?? 0)
    }
  }
  for (let row = 0; row < targetSide; row += 1) {
    const [upper = 0, middle = 0, lower = 0] = [
      tapWeights[row * taps],
      tapWeights[row * taps + 1],
      tapWeights[row * taps + 2],
    ]
    const first = firstTaps[row] ?? 0
    for (let column = 0; column < targetSide; column += 1) {
      const at = first * targetSide + column
      // Flipped horizontally and vertically: the last pixel comes first.
      target[targetSize - 1 - (row * targetSide + column)] =
        upper * (narrow[at] ?? 0) + middle * (narrow[at + targetSide] ?? 0) + lower * (narrow[at + 2 * targetSide] ?? 0)
    }
  }
}
