import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hashOfManifest, readManifest } from '../../../src-main/dataset/cache'
import { loadRunData } from '../../../src-main/dataset/dataset'
import { chooseSubset, type RunDataOptions } from '../../../src-main/dataset/image-set'
import { createRandom, shuffle } from '../../../src-main/maths/random'
import { usualChain } from '../../../src-main/recipes/registry/transforms'

const fixture = JSON.parse(readFileSync(join(import.meta.dirname, '../../oracle/fixtures/targets.json'), 'utf8')) as {
  targets: number[]
}

describe('targets', () => {
  it('match the torch pipeline to 1e-6 on real images', () => {
    const { validation } = loadRunData({ trainSize: 1, validationSize: 8, dataSeed: 1 })
    expect(fixture.targets).toHaveLength(4 * 784)
    fixture.targets.forEach((expected, index) =>
      expect(Math.abs(validation.targets[index]! - expected)).toBeLessThan(1e-6),
    )
  })

  it('are to the bit what runs were trained on before there was a choice of them', () => {
    const { validation } = loadRunData({ trainSize: 1, validationSize: 10_000, dataSeed: 1, targets: usualChain })
    const { buffer, byteOffset, byteLength } = validation.targets
    const hash = createHash('sha256')
      .update(new Uint8Array(buffer, byteOffset, byteLength))
      .digest('hex')
    expect(hash).toBe('8d9aa581a8c77a1c5107d9d7d3f946f1c882f94b9d70bfd85605dd9736debe37')
  })

  it('have the hash of the images alone as before, and one of their own with another chain or noise', () => {
    const hashOf = (given: Partial<RunDataOptions>) =>
      loadRunData({ trainSize: 1, validationSize: 8, dataSeed: 1, ...given }).hash
    const hashes = [
      hashOf({}),
      hashOf({ targets: 'resize:28 grey flip-vertical' }),
      hashOf({ inputNoise: 0.1 }),
      hashOf({ inputNoise: 0.2 }),
    ]
    expect(hashes[0]).toBe(hashOfManifest(readManifest()))
    expect(new Set(hashes).size).toBe(4)
  })
})

describe('the training subset', () => {
  it('is chosen by the data seed alone, without repetition, in ascending order', () => {
    const subset = chooseSubset(5_000, 1)
    expect(subset).toEqual(chooseSubset(5_000, 1))
    expect(new Set(subset).size).toBe(5_000)
    expect([...subset]).toEqual([...subset].sort((left, right) => left - right))
    expect(chooseSubset(5_000, 2)).not.toEqual(subset)
  })

  it('is every image when all are asked for', () => {
    expect(chooseSubset(50_000, 7)).toHaveLength(50_000)
  })
})

describe('random numbers', () => {
  it('are uniform: mean, variance and spread over sixteen bins', () => {
    const random = createRandom(0, 'test')
    const count = 160_000
    const bins = new Array<number>(16).fill(0)
    let sum = 0
    let squares = 0
    for (let index = 0; index < count; index += 1) {
      const value = random.uniform()
      sum += value
      squares += value * value
      bins[Math.floor(value * 16)]! += 1
    }
    expect(sum / count).toBeCloseTo(0.5, 2)
    expect(squares / count - (sum / count) ** 2).toBeCloseTo(1 / 12, 2)
    // Chi-squared with 15 degrees of freedom: 37.7 is the 99.9th percentile.
    expect(bins.reduce((total, bin) => total + (bin - count / 16) ** 2 / (count / 16), 0)).toBeLessThan(37.7)
  })

  it('differ between seeds and between the streams of one seed', () => {
    const first = (seed: number, stream: string) => createRandom(seed, stream).uniform()
    expect(new Set([first(0, 'a'), first(1, 'a'), first(2, 'a'), first(0, 'b')]).size).toBe(4)
  })

  it('shuffle into a permutation', () => {
    const values = Int32Array.from({ length: 1_000 }, (_, index) => index)
    shuffle(values, createRandom(3, 'shuffle'))
    expect([...values].sort((left, right) => left - right)).toEqual(Array.from({ length: 1_000 }, (_, index) => index))
    expect(values[0] === 0 && values[1] === 1 && values[2] === 2).toBe(false)
  })
})
