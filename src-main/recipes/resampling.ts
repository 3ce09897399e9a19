/** Images of other sides, each new row and column a weighted sum of the old ones: pooling and resizing. */
import { imageOf, showShape, type LayerPasses, type Misfit, type Shape } from './layer'
import type { LayerKernels, ResampleWeights } from './layer-tensors'
import { needsImages, setTo } from './mend'

type Side = ResampleWeights['rows']

function weightsOf(to: number, from: number, weightAt: (to: number, from: number) => number): Side {
  const values = Float32Array.from({ length: to * from }, (_, place) =>
    weightAt(Math.floor(place / from), place % from),
  )
  return { to, from, values }
}

/** Windows of `size`, each behind the one before it. */
export const averagingWeights = (from: number, size: number): Side =>
  weightsOf(Math.floor(from / size), from, (to, at) => (Math.floor(at / size) === to ? 1 / size : 0))

/** As torch's `interpolate` with `align_corners` off (UpSample.h, `area_pixel_compute_source_index`). */
export function enlargingWeights(from: number, factor: number, mode: 'nearest' | 'bilinear'): Side {
  return weightsOf(from * factor, from, (to, at) => {
    if (mode === 'nearest') return Math.floor(to / factor) === at ? 1 : 0
    const place = Math.max(0, (to + 0.5) / factor - 0.5)
    const first = Math.floor(place)
    const second = Math.min(first + 1, from - 1)
    return (at === first ? 1 - (place - first) : 0) + (at === second ? place - first : 0)
  })
}

/** Sides that are left of square windows beside each other, or why they do not fit. @param name as a sentence begins with it */
export function windowsOf(name: string, size: number, input: Shape): Shape | Misfit {
  const { height, width, channels } = imageOf(input)
  const wrong = needsImages(name, input)
  if (wrong) return wrong
  const least = Math.min(height, width)
  return size > least
    ? {
        message: `A window of ${size} × ${size} does not fit its input of ${showShape(input)}.`,
        ...setTo('size', least),
      }
    : [Math.floor(height / size), Math.floor(width / size), channels]
}

/** Of a layer that does nothing else, and learns nothing. */
export const passesOfResampling = <Tensor>(
  kernels: LayerKernels<Tensor>,
  weights: ResampleWeights,
): LayerPasses<Tensor> => ({
  keeps: { input: false, output: false },
  evaluate: (images) => kernels.resample(images, weights, false),
  train: (images) => ({
    output: kernels.resample(images, weights, false),
    backward: (gradient) => ({ input: kernels.resample(gradient, weights, true), parameters: [] }),
  }),
})
