/** Every metric of validation that all runs log, as the files of `metrics/` define them. */
import { emptyConfusion, indexOfGreatest, type Confusion } from '../confusion'
import { sizeOfShape, type ImageShape } from '../data-source'
import type { MetricKind, MetricRecipe } from '../metric'
import type { TaskKind } from '../task'
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

const ofTask = (task: TaskKind): MetricRecipe[] => inOrder.filter((recipe) => recipe.task === task)
const fits = ({ measure }: MetricRecipe, shape: ImageShape): boolean => measure.of !== 'images' || measure.fits(shape)

/** The metrics that runs of a task have with targets of a shape: a small image may have no structural similarity. */
export const metricsOf = (task: TaskKind, shape: ImageShape): readonly MetricKind[] =>
  ofTask(task)
    .filter((recipe) => fits(recipe, shape))
    .map(({ key }) => key)

/** What metrics keep of each validation image while a run trains. */
export const metricBytesPerImage = (task: TaskKind, shape: ImageShape): number =>
  ofTask(task).reduce((sum, { measure }) => sum + (measure.of === 'images' ? measure.bytesPerImage(shape) : 0), 0)

/** Values of the metrics that a run has. */
export type MetricValues = Partial<Record<MetricKind, number>>

export type Gathering = {
  /** Takes in the next images of the set, whole ones, in their order. */
  add(batch: { readonly first: number; readonly outputs: Float32Array; readonly errors: Float64Array }): void
  /** Every metric that fits the shape, once all images were taken in. */
  values(): MetricValues
}

/**
 * Begins to work out every metric of image to image over a validation set.
 * @param targets in [0, 1], one image of the shape behind the other, which must not change afterwards
 */
export function gatherMetrics(targets: Float32Array, shape: ImageShape): Gathering {
  const size = sizeOfShape(shape)
  const sums = byMetric(() => 0)
  const fitting = ofTask('image-to-image').filter((recipe) => fits(recipe, shape))
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

export type ClassGathering = {
  /** Takes in the next images of the set. @param outputs one for each class, one image behind the other */
  add(batch: { readonly first: number; readonly outputs: Float32Array }): void
  values(): MetricValues
  /** How many images of each class were said to be of which; without those of which nothing can be said. */
  readonly confusion: Confusion
}

/** Begins to work out every metric of classification over a validation set. @param labels the class of each of its images */
export function gatherClassMetrics(labels: Uint8Array | Uint16Array, classes: number): ClassGathering {
  const sums = byMetric(() => 0)
  const own = ofTask('classification')
  const confusion = emptyConfusion(classes)
  return {
    confusion,
    add({ first, outputs }) {
      for (let offset = 0; offset < outputs.length; offset += classes) {
        const truth = labels[first + offset / classes] ?? 0
        const said = indexOfGreatest(outputs, offset, classes)
        if (said >= 0) confusion.counts[truth * classes + said] = (confusion.counts[truth * classes + said] ?? 0) + 1
        for (const { key, measure } of own)
          if (measure.of === 'classes') sums[key] = measure.add(sums[key], { truth, said, outputs, offset, classes })
      }
    },
    values: () =>
      Object.fromEntries(
        own.map(({ key, measure }) => [
          key,
          measure.of === 'confusion' ? measure.from(confusion) : sums[key] / labels.length,
        ]),
      ),
  }
}
