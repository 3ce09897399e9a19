/** Every metric of validation that all runs log, as the files of `metrics/` define them. */
import { sizeOfShape, type ImageShape } from '../data-source'
import type { MetricKind, MetricRecipe } from '../metric'
import { collect } from './collect'

const files = import.meta.glob<MetricRecipe>('../metrics/*.ts', { import: 'default', eager: true })
const inOrder = collect(files, ({ key }) => key)

export const metrics = Object.fromEntries(inOrder.map((recipe) => [recipe.key, recipe])) as Readonly<
  Record<MetricKind, MetricRecipe>
>
export const metricKinds: readonly MetricKind[] = inOrder.map(({ key }) => key)

const [first] = metricKinds
if (first === undefined) throw new TypeError('There is no metric.')
/** What runs are compared on unless somebody chooses. */
export const usualMetric: MetricKind = first

/** Something for each metric, by its key. */
export const byMetric = <Value>(make: (recipe: MetricRecipe) => Value): Record<MetricKind, Value> =>
  Object.fromEntries(inOrder.map((recipe) => [recipe.key, make(recipe)])) as Record<MetricKind, Value>

export const isMetricKind = (text: unknown): text is MetricKind =>
  typeof text === 'string' && Object.hasOwn(metrics, text)

const fits = ({ measure }: MetricRecipe, shape: ImageShape): boolean => measure.of !== 'images' || measure.fits(shape)

/** The metrics that targets of a shape have: a small image may have no structural similarity. */
export const metricsOfImages = (shape: ImageShape): readonly MetricKind[] =>
  inOrder.filter((recipe) => fits(recipe, shape)).map(({ key }) => key)

/** What metrics keep of each validation image while a run trains. */
export const metricBytesPerImage = (shape: ImageShape): number =>
  inOrder.reduce((sum, { measure }) => sum + (measure.of === 'images' ? measure.bytesPerImage(shape) : 0), 0)

/** Values of the metrics that a run has. */
export type MetricValues = Partial<Record<MetricKind, number>>

export type Gathering = {
  /** Takes in the next images of the set, whole ones, in their order. */
  add(batch: { readonly first: number; readonly outputs: Float32Array; readonly errors: Float64Array }): void
  /** Every metric that fits the shape, once all images were taken in. */
  values(): MetricValues
}

/**
 * Begins to work out every metric over a validation set.
 * @param targets in [0, 1], one image of the shape behind the other, which must not change afterwards
 */
export function gatherMetrics(targets: Float32Array, shape: ImageShape): Gathering {
  const size = sizeOfShape(shape)
  const sums = byMetric(() => 0)
  const fitting = inOrder.filter((recipe) => fits(recipe, shape))
  const measured = fitting.map(({ key, measure }) => ({
    key,
    measure,
    ofImage: measure.of === 'images' ? measure.prepare(targets, shape) : null,
  }))
  return {
    add({ first, outputs, errors }) {
      for (const { key, measure, ofImage } of measured) {
        if (measure.of === 'errors') sums[key] = measure.add(sums[key], errors)
        for (let offset = 0; ofImage !== null && offset < outputs.length; offset += size)
          sums[key] += ofImage(first + offset / size, outputs, offset)
      }
    },
    values() {
      const valueOf = (key: MetricKind): number => {
        const { measure } = metrics[key]
        if (measure.of === 'metric') return measure.from(valueOf(measure.base))
        return sums[key] / (measure.of === 'errors' ? targets.length : targets.length / size)
      }
      return Object.fromEntries(fitting.map(({ key }) => [key, valueOf(key)]))
    },
  }
}
