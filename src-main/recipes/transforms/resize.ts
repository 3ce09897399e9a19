/** torchvision's `v2.Resize` with antialias, to a square: ATen's `upsample_bilinear2d_aa` with `align_corners=False`. */
import type { ImageShape } from '../data-source'
import { defineTransform, type TransformImage } from '../transform'

declare module '../transform' {
  interface Transforms {
    resize: true
  }
}

/**
 * Rows of a separable resampling matrix: a triangle filter of support `scale = from / to` around `(output + 0.5) * scale`; weights sum to 1
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

type Taps = {
  /** Of each output: the first of `count` inputs beside each other, and their weights, 0 where there are fewer. */
  readonly count: number
  readonly first: Uint32Array
  readonly weights: Float64Array
}

/** Inputs and weights of each output, without the zeros of {@link resizeWeights}. */
export function tapsOf(from: number, to: number): Taps {
  const all = resizeWeights(from, to)
  const rows = Array.from({ length: to }, (_, output) => all.subarray(output * from, (output + 1) * from))
  const needed = Math.max(
    ...rows.map((row) => row.findLastIndex((weight) => weight > 0) - row.findIndex((weight) => weight > 0) + 1),
  )
  // At least three where there are as many: these are written out below.
  const count = Math.max(needed, Math.min(3, from))
  const first = Uint32Array.from(rows, (row) =>
    Math.min(
      row.findIndex((weight) => weight > 0),
      from - count,
    ),
  )
  const weights = new Float64Array(to * count)
  rows.forEach((row, output) => weights.set(row.subarray(first[output], (first[output] ?? 0) + count), output * count))
  return { count, first, weights }
}

/** Along the rows first, then along the columns. */
function prepare([height, width, channels]: ImageShape, side: number): TransformImage {
  const across = tapsOf(width, side)
  const down = tapsOf(height, side)
  const narrow = new Float64Array(height * side * channels)
  return (from, to) => {
    weigh(
      {
        taps: across,
        lines: height,
        places: side,
        step: channels,
        lineFrom: width * channels,
        lineTo: side * channels,
        channels,
      },
      from,
      narrow,
    )
    const stride = side * channels
    // Down the columns a step is a whole row: each value of a row is a channel of its own.
    weigh({ taps: down, lines: 1, places: side, step: stride, lineFrom: 0, lineTo: 0, channels: stride }, narrow, to)
  }
}

type Pass = {
  readonly taps: Taps
  readonly lines: number
  readonly places: number
  /** From one input to the next, and from the beginning of one line to that of the next. */
  readonly step: number
  readonly lineFrom: number
  readonly lineTo: number
  readonly channels: number
}

function weigh(
  { taps, lines, places, step, lineFrom, lineTo, channels }: Pass,
  from: Float64Array,
  to: Float64Array,
): void {
  const { count, first, weights } = taps
  for (let line = 0; line < lines; line += 1) {
    for (let place = 0; place < places; place += 1) {
      const begin = line * lineFrom + (first[place] ?? 0) * step
      const end = line * lineTo + place * step
      if (count === 3) {
        const [w0, w1, w2] = [weights[place * 3] ?? 0, weights[place * 3 + 1] ?? 0, weights[place * 3 + 2] ?? 0]
        for (let channel = 0; channel < channels; channel += 1) {
          const at = begin + channel
          to[end + channel] = w0 * (from[at] ?? 0) + w1 * (from[at + step] ?? 0) + w2 * (from[at + 2 * step] ?? 0)
        }
        continue
      }
      for (let channel = 0; channel < channels; channel += 1) {
        let sum = 0
        for (let tap = 0; tap < count; tap += 1)
          sum += (weights[place * count + tap] ?? 0) * (from[begin + tap * step + channel] ?? 0)
        to[end + channel] = sum
      }
    }
  }
}

export default defineTransform({
  kind: 'resize',
  place: 1,
  phrase: (side) => `resized to ${side} × ${side}`,
  help: 'Resizes to a square, with antialiasing.',
  number: { label: 'side', minimum: 1, maximum: 128, isWhole: true, default: 28 },
  shape: ([, , channels], side) => [side, side, channels],
  isLinear: true,
  prepare,
  fixture: 'transforms/resize.json',
})
