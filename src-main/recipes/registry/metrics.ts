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

/** What metrics keep of each validation image while a run trains. */
export const metricBytesPerImage = (shape: ImageShape): number =>
  inOrder.reduce((sum, { measure }) => sum + (measure.of === 'images' ? measure.bytesPerImage(shape) : 0), 0)

export type Gathering = {
  /** Takes in the next images of the set, whole ones, in their order. */
  add(batch: { readonly first: number; readonly outputs: Float32Array; readonly errors: Float64Array }): void
  /** Every metric, once all images were taken in. */
  values(): Record<MetricKind, number>
}

/**
 * Begins to work out every metric over a validation set.
 * @param targets in [0, 1], one image of the shape behind the other, which must not change afterwards
 */
export function gatherMetrics(targets: Float32Array, shape: ImageShape): Gathering {
  const size = sizeOfShape(shape)
  const sums = byMetric(() => 0)
  const measured = inOrder.map(({ key, measure }) => ({
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
      return byMetric(({ key }) => valueOf(key))
    },
  }
}
