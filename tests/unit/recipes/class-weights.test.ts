import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resolveRunConfig } from '../../../src-main/contract/config'
import { canonicalClassWeights, readClassWeights, weightsOfClasses } from '../../../src-main/recipes/class-weights'
import type { LossSettings } from '../../../src-main/recipes/loss'
import { gatherLoss, lossAndGradient } from '../../../src-main/training/losses'
import { propertyCases } from '../../support/property'
import { distance } from '../maths/doubles'
import { loadWasm } from '../training/backends'
import { readFixture } from '../training/oracle'

const [{ tf }] = await loadWasm()
const classes = 10
const shape = [1, 1, classes] as const
const batches = readFixture<Record<string, { outputs: number[]; labels: number[] }>>('class-batches.json')
type Case = LossSettings & { readonly batch: string; readonly value: number; readonly gradient: number[] }
const fixture = readFixture<{ share: number; weights: number[]; weighted: readonly Case[]; mixed: readonly Case[] }>(
  'class-weights.json',
)

/** Targets of images that are of their own class by `share`, and of another's by the rest. */
function shared(labels: readonly number[], others: readonly number[], share: number): Float32Array {
  const targets = new Float32Array(labels.length * classes)
  const add = (image: number, label: number, part: number) => {
    const at = image * classes + label
    targets[at] = targets[at]! + part
  }
  labels.forEach((label, image) => {
    add(image, label, share)
    add(image, others[image]!, 1 - share)
  })
  return targets
}

function lossOf(
  settings: LossSettings,
  { outputs, labels }: { outputs: number[]; labels: number[] },
  given: { targets: Float32Array; weights: Float32Array },
) {
  return tf.tidy(() => {
    const sizes: [number, number] = [labels.length, classes]
    const own = tf.tensor2d(Float32Array.from(outputs), sizes)
    const found = lossAndGradient(tf, settings, own, tf.tensor2d(given.targets, sizes), shape, given.weights)
    return { value: found.loss.dataSync()[0]!, gradient: found.gradient.dataSync() }
  })
}

describe('a loss whose classes count for more than others', () => {
  const weights = Float32Array.from(fixture.weights)

  it('is torch’s with weight, as tensors with its gradient and over a whole set', () => {
    expect(fixture.weighted).toHaveLength(8)
    for (const { batch, value, gradient, ...settings } of fixture.weighted) {
      const own = batches[batch]!
      const targets = shared(own.labels, own.labels, 1)
      const found = lossOf(settings, own, { targets, weights })
      expect(Math.abs(found.value - value) / Math.max(1, value)).toBeLessThan(1e-5)
      expect(distance(found.gradient, gradient), `${batch} ${JSON.stringify(settings)}`).toBeLessThan(1e-5)
      const gathered = gatherLoss(settings, targets, shape, weights)
      const outputs = Float32Array.from(own.outputs)
      for (const first of [0, 20])
        gathered.add({
          first,
          outputs: outputs.subarray(first * classes, (first + 20) * classes),
          errors: new Float64Array(),
        })
      expect(gathered.value()).toBeCloseTo(value, 6)
    }
  })
})

describe('class weights of a run', () => {
  it('are scikit-learn’s where they are balanced', () => {
    // compute_class_weight('balanced', classes=[0, 1, 2], y=[0, 0, 0, 1, 2, 2])
    expect([...weightsOfClasses('balanced', [0, 0, 0, 1, 2, 2], 3)!]).toEqual([6 / 9, 2, 1].map(Math.fround))
    expect([...weightsOfClasses('balanced', [0, 0, 1, 1], 3)!]).toEqual([1, 1, 1])
    expect([...weightsOfClasses('1 2.5 0.1', [], 3)!]).toEqual([1, 2.5, 0.1].map(Math.fround))
    expect(weightsOfClasses('none', [0, 1], 2)).toBeNull()
  })

  it.each([
    [{ classWeights: 'balanced' }, 'belongs to the classification task'],
    [{ task: 'classification', classWeights: '1 2' }, 'needs 10 numbers, one for each class, and has 2'],
    [{ task: 'classification', classWeights: '1 0' }, 'must be none, balanced, or a number above 0 for each class'],
    [{ task: 'classification', classWeights: 'more' }, 'must be none, balanced, or a number above 0 for each class'],
  ])('%j is refused in words', (input, message) => {
    const resolved = resolveRunConfig(input)
    expect(!resolved.ok && resolved.issues[0]?.field).toBe('classWeights')
    expect(!resolved.ok && resolved.issues[0]?.message).toContain(message)
  })

  it('are read as they were written, whatever the numbers', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 }),
        (numbers) => {
          const text = canonicalClassWeights(`  ${numbers.join('  ')} `)
          expect(readClassWeights(text)).toEqual(numbers)
          expect(canonicalClassWeights(text)).toBe(text)
        },
      ),
      { numRuns: propertyCases(100) },
    )
  })
})

describe('a loss of images that are of two classes', () => {
  it('is torch’s by the labels of both, each by its share, with its gradient', () => {
    expect(fixture.mixed).toHaveLength(8)
    for (const { batch, value, gradient, ...settings } of fixture.mixed) {
      const own = batches[batch]!
      const targets = shared(own.labels, [...own.labels].reverse(), fixture.share)
      const found = lossOf(settings, own, { targets, weights: new Float32Array(classes).fill(1) })
      expect(Math.abs(found.value - value) / Math.max(1, value)).toBeLessThan(1e-5)
      expect(distance(found.gradient, gradient), `${batch} ${JSON.stringify(settings)}`).toBeLessThan(1e-5)
    }
  })
})
