import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { similarityReference, structuralSimilarity } from '../../../src-main/recipes/structural-similarity'
import { readFixture, uniform, unpack } from '../training/oracle'

describe('structural similarity', () => {
  const shape = [28, 28, 1] as const
  const fixture = readFixture<{ targets: string; outputs: string }>('metrics-inputs.json')
  const similarities = readFixture<{ each: number[] }>('metrics/val_ssim.json').each
  const targets = unpack(fixture.targets)
  const outputs = unpack(fixture.outputs)

  it('is scikit-image’s for each image: near, far, equal, black, flat and out of range', () => {
    const reference = similarityReference(targets, shape)
    expect(similarities).toHaveLength(10)
    similarities.forEach((expected, image) =>
      expect(structuralSimilarity(reference, image, outputs, image * 784), `image ${image}`).toBeCloseTo(expected, 12),
    )
  })

  it('is 1 for equal images alone, and the same both ways round', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.nat(1e6), (one, other) => {
        const [left, right] = [uniform(one, 784), uniform(other + 2e6, 784)]
        expect(structuralSimilarity(similarityReference(left, shape), 0, left, 0)).toBeCloseTo(1, 12)
        const similarity = structuralSimilarity(similarityReference(left, shape), 0, right, 0)
        expect(similarity).toBeLessThan(0.9)
        expect(structuralSimilarity(similarityReference(right, shape), 0, left, 0)).toBeCloseTo(similarity, 12)
      }),
      { numRuns: 20 },
    )
  })

  it('is NaN, and no number made up, where an output is not finite', () => {
    const broken = outputs.slice(0, 784)
    broken[400] = Number.NaN
    expect(structuralSimilarity(similarityReference(targets, shape), 0, broken, 0)).toBeNaN()
    broken[400] = Number.POSITIVE_INFINITY
    expect(structuralSimilarity(similarityReference(targets, shape), 0, broken, 0)).toBeNaN()
  })

  it('works out the targets’ side once for each set', () => {
    expect(similarityReference(targets, shape)).toBe(similarityReference(targets, shape))
    expect(similarityReference(targets.slice(), shape)).not.toBe(similarityReference(targets, shape))
  })
})
