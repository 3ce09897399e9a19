import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeMetric } from '../../../src-main/contract/metrics'
import { emptyConfusion, indexOfGreatest, isAmongGreatest, macroF1 } from '../../../src-main/recipes/confusion'
import type { LossParameters } from '../../../src-main/recipes/loss'
import { lossesOfTask, losses, parametersIn } from '../../../src-main/recipes/registry/losses'
import { gatherClassMetrics, metrics, metricsOf } from '../../../src-main/recipes/registry/metrics'
import { lossAndGradient } from '../../../src-main/training/losses'
import { propertyCases } from '../../support/property'
import { distance } from '../maths/doubles'
import { loadWasm } from '../training/backends'
import { readFixture } from '../training/oracle'

const [{ tf }] = await loadWasm()
const classes = 10
const shape = [1, 1, classes] as const
type Batch = { readonly outputs: readonly number[]; readonly labels: readonly number[] }
const batches = readFixture<Record<string, Batch>>('class-batches.json')

function oneHot(labels: readonly number[]): Float32Array {
  const targets = new Float32Array(labels.length * classes)
  labels.forEach((label, image) => {
    targets[image * classes + label] = 1
  })
  return targets
}

describe.each(lossesOfTask('classification'))('the loss %s', (kind) => {
  const recipe = losses[kind]
  const { cases } = readFixture<{
    cases: readonly (Partial<LossParameters> & { batch: string; value: number; gradient: number[] })[]
  }>(recipe.fixture)
  if (recipe.of !== 'images') throw new Error('It is of errors.')

  it('is that of torch in double precision, image by image', () => {
    expect(cases.length).toBeGreaterThan(8)
    for (const { batch, value, ...settings } of cases) {
      const { outputs, labels } = batches[batch]!
      const measure = recipe.prepare(oneHot(labels), shape, parametersIn(settings))
      const own = Float32Array.from(outputs)
      const sum = labels.reduce((total, _, image) => total + measure(image, own, image * classes), 0)
      expect(Math.abs(sum / labels.length - value) / Math.max(1, value)).toBeLessThan(1e-6)
    }
  })

  it('and its gradient are those of torch as tensors, also for outputs whose exponentials are too large for float32', () => {
    for (const { batch, value, gradient, ...settings } of cases) {
      const { outputs, labels } = batches[batch]!
      const result = tf.tidy(() => {
        const found = lossAndGradient(
          tf,
          { loss: kind, ...settings },
          tf.tensor2d(Float32Array.from(outputs), [labels.length, classes]),
          tf.tensor2d(oneHot(labels), [labels.length, classes]),
          shape,
        )
        return { loss: found.loss.dataSync()[0]!, gradient: found.gradient.dataSync() }
      })
      expect(Math.abs(result.loss - value) / Math.max(1, value), batch).toBeLessThan(1e-5)
      expect(distance(result.gradient, gradient), `${batch} ${JSON.stringify(settings)}`).toBeLessThan(1e-5)
    }
  })
})

/** Every metric over a batch, taken in so many images at a time. */
function measure({ outputs, labels }: Batch, atATime: number) {
  const gathering = gatherClassMetrics(Uint8Array.from(labels), classes)
  const own = Float32Array.from(outputs)
  for (let first = 0; first < labels.length; first += atATime)
    gathering.add({ first, outputs: own.subarray(first * classes, (first + atATime) * classes) })
  return { values: gathering.values(), confusion: gathering.confusion }
}

describe('metrics of classes', () => {
  const kinds = metricsOf('classification', shape)

  it.each(kinds)('%s is scikit-learn’s, and greater values are better', (key) => {
    const expected = readFixture<Record<string, number>>(metrics[key].fixture)
    for (const [name, batch] of Object.entries(batches))
      expect(measure(batch, 7).values[key], name).toBeCloseTo(expected[name]!, 12)
    expect(describeMetric(key)).toMatchObject({ direction: 'higher', comparableAcrossLosses: true })
  })

  it('come with scikit-learn’s confusion matrix, the true class by row', () => {
    const expected = readFixture<Record<string, number[]>>('confusion.json')
    for (const [name, batch] of Object.entries(batches))
      expect([...measure(batch, 3).confusion.counts]).toEqual(expected[name])
  })

  it('are the same however the images are divided, and within [0, 1]', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.array(fc.float({ noNaN: true }), { minLength: 10, maxLength: 10 }), fc.nat(9)), {
          minLength: 1,
          maxLength: 12,
        }),
        fc.integer({ min: 1, max: 12 }),
        (images, atATime) => {
          const batch = { outputs: images.flatMap(([outputs]) => outputs), labels: images.map(([, label]) => label) }
          const { values, confusion } = measure(batch, atATime)
          expect(measure(batch, 1).values).toEqual(values)
          for (const key of kinds) expect(values[key]! >= 0 && values[key]! <= 1).toBe(true)
          expect(values.val_top5! >= values.val_accuracy!).toBe(true)
          expect(confusion.counts.reduce((sum, count) => sum + count, 0)).toBe(images.length)
        },
      ),
      { numRuns: propertyCases(100) },
    )
  })

  it('take the first of equal outputs, and say nothing of outputs that are no numbers', () => {
    expect(indexOfGreatest([1, 3, 3], 0, 3)).toBe(1)
    expect(indexOfGreatest([1, Number.NaN, 3], 0, 3)).toBe(-1)
    expect(isAmongGreatest([5, 5, 5], 0, 3, 2, 2)).toBe(false)
    expect(isAmongGreatest([5, 5, 5], 0, 3, 1, 2)).toBe(true)
    expect(isAmongGreatest([Number.NaN, 5, 5], 0, 3, 1, 2)).toBe(false)
    expect(macroF1(emptyConfusion(3))).toBeNaN()
  })
})
