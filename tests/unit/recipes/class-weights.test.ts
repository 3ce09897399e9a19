import { describe, expect, it } from 'vitest'
import type { LossSettings } from '../../../src-main/recipes/loss'
import { lossAndGradient } from '../../../src-main/training/losses'
import { distance } from '../maths/doubles'
import { loadWasm } from '../training/backends'
import { readFixture } from '../training/oracle'

const [{ tf }] = await loadWasm()
const classes = 10
const shape = [1, 1, classes] as const
const batches = readFixture<Record<string, { outputs: number[]; labels: number[] }>>('class-batches.json')
type Case = LossSettings & { readonly batch: string; readonly value: number; readonly gradient: number[] }
const fixture = readFixture<{ share: number; mixed: readonly Case[] }>('class-weights.json')

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
