/** What a metric of validation is made of. Each stands in a file of its own in `metrics/`; the registry finds it there. */

import type { ImageShape } from './data-source'

/** Every metric that all runs log, whatever loss they train on: each file adds its own by declaration merging. */
export interface Metrics {}
export type MetricKind = keyof Metrics

/** Measures one image. @param image its index in the validation set. @param outputs of some images; its own begin at `offset` */
export type ImageMeasure = (image: number, outputs: Float32Array, offset: number) => number

/** How a metric is worked out over the validation set, in double precision and in the order of its images. */
export type Measure =
  /** A mean over all elements. Adds to a sum, element by element, so that how the set is divided does not show. */
  | { readonly of: 'errors'; add(sum: number, errors: Float64Array): number }
  /** A mean over images. @param targets in [0, 1], one image behind the other, which do not change afterwards */
  | {
      readonly of: 'images'
      /** Whether images of the shape are large enough for it. */
      fits(shape: ImageShape): boolean
      prepare(targets: Float32Array, shape: ImageShape): ImageMeasure
      /** What is kept of each image while a run trains. */
      bytesPerImage(shape: ImageShape): number
    }
  /** Worked out of another metric of the same epoch. */
  | { readonly of: 'metric'; readonly base: MetricKind; from(value: number): number }

export type MetricRecipe = {
  /** Flat snake_case name, as stored and as exported. */
  readonly key: MetricKind
  /** Its place among the metrics, wherever they are listed: 1 is the first. */
  readonly place: number
  readonly label: string
  /** Shown after the value; empty for pure numbers. */
  readonly unit: string
  readonly direction: 'lower' | 'higher'
  /** By the errors d of all outputs. */
  readonly formula: { readonly text: string; readonly tex: string }
  readonly measure: Measure
  /** In tests/oracle/fixtures; the script beside it made it. */
  readonly fixture: string
}

/** A metric, held to what its file declares in {@link Metrics}. */
export const defineMetric = (recipe: MetricRecipe): MetricRecipe => recipe
