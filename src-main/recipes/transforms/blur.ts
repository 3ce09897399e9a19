/** `scipy.ndimage.gaussian_filter` over rows and columns, which ends the bell at 4 sigma and mirrors images at their edges. */
import { defineTransform, mirrored } from '../transform'

declare module '../transform' {
  interface Transforms {
    blur: true
  }
}

/** Weights from the middle outwards; both halves add up to 1. */
function bellOf(sigma: number): Float64Array {
  const radius = Math.trunc(4 * sigma + 0.5)
  const half = Float64Array.from({ length: radius + 1 }, (_, distance) =>
    Math.exp((-0.5 * distance * distance) / (sigma * sigma)),
  )
  const sum = half.reduce((total, weight, distance) => total + (distance === 0 ? weight : 2 * weight), 0)
  return half.map((weight) => weight / sum)
}

export default defineTransform({
  kind: 'blur',
  place: 6,
  phrase: (sigma) => `blurred with sigma ${sigma}`,
  help: 'Blurs with a Gaussian; sigma is in pixels.',
  number: { label: 'sigma', minimum: 0.1, maximum: 10, isWhole: false, default: 1 },
  shape: (input) => input,
  isLinear: true,
  prepare([height, width, channels], sigma) {
    const bell = bellOf(sigma)
    const half = new Float64Array(height * width * channels)
    const rowAt = Int32Array.from({ length: height + 2 * bell.length }, (_, index) =>
      mirrored(index - bell.length, height),
    )
    const columnAt = Int32Array.from({ length: width + 2 * bell.length }, (_, index) =>
      mirrored(index - bell.length, width),
    )
    const along = (
      from: Float64Array,
      to: Float64Array,
      offsetOf: (row: number, column: number) => number,
      isDown: boolean,
    ) => {
      for (let row = 0; row < height; row += 1)
        for (let column = 0; column < width; column += 1)
          for (let channel = 0; channel < channels; channel += 1) {
            let sum = (bell[0] ?? 0) * (from[offsetOf(row, column) + channel] ?? 0)
            for (let distance = 1; distance < bell.length; distance += 1) {
              const before = isDown ? offsetOf(row - distance, column) : offsetOf(row, column - distance)
              const after = isDown ? offsetOf(row + distance, column) : offsetOf(row, column + distance)
              sum += (bell[distance] ?? 0) * ((from[before + channel] ?? 0) + (from[after + channel] ?? 0))
            }
            to[offsetOf(row, column) + channel] = sum
          }
    }
    const offset = (row: number, column: number) =>
      ((rowAt[row + bell.length] ?? 0) * width + (columnAt[column + bell.length] ?? 0)) * channels
    return (from, to) => {
      along(from, half, offset, true)
      along(half, to, offset, false)
    }
  },
  fixture: 'transforms/blur.json',
})
