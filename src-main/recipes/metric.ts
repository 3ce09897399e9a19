/** What a metric of validation is made of. Each stands in a file of its own in `metrics/`; the registry finds it there. */

import type { Confusion } from './confusion'
import type { ImageShape } from './data-source'
import type { TaskKind } from './task'

/** Every metric that all runs of a task log, whatever loss they train on: each file adds its own by declaration merging. */
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
  /** A mean over images of what is said of each. */
  | { readonly of: 'classes'; add(sum: number, image: SaidImage): number; readonly from: 'mean' }
  /** Worked out of how many images of each class were said to be of which. */
  | { readonly of: 'confusion'; from(confusion: Confusion): number }
  /** Worked out of another metric of the same epoch. */
  | { readonly of: 'metric'; readonly base: MetricKind; from(value: number): number }

/** What a network says of an image: an output for each class, of `classes` of them from `offset` on. */
export type SaidImage = {
  readonly truth: number
  /** The class with the greatest output; -1 where one is no number. */
  readonly said: number
  readonly outputs: Float32Array
  readonly offset: number
  readonly classes: number
}

export type MetricRecipe = {
  /** Flat snake_case name, as stored and as exported. */
  readonly key: MetricKind
  /** Whose runs have it. */
  readonly task: TaskKind
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
