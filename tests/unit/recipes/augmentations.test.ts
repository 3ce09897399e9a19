import { globSync } from 'node:fs'
import { basename, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resolveRunConfig } from '../../../src-main/contract/config'
import { createRandom } from '../../../src-main/maths/random'
import type { BatchAugmentation, PictureAugmentation } from '../../../src-main/recipes/augmentation'
import { sizeOfShape, type ImageShape } from '../../../src-main/recipes/data-source'
import {
  augmentationKinds,
  augmentations,
  canonicalAugmenting,
  phrasesOfAugmenting,
  readAugmenting,
} from '../../../src-main/recipes/registry/augmentations'
import { propertyCases } from '../../support/property'
import { readFixture } from '../training/oracle'

const root = join(import.meta.dirname, '../../..')
const recipes = Object.values(augmentations)
const ofPictures = recipes.filter((recipe): recipe is PictureAugmentation => recipe.of === 'picture')
const ofBatches = recipes.filter((recipe): recipe is BatchAugmentation => recipe.of === 'batch')

describe('the registry of augmentations', () => {
  it('has one augmentation for each file, called after it', () => {
    const files = globSync('src-main/recipes/augmentations/*.ts', { cwd: root })
    expect([...augmentationKinds].sort()).toEqual(files.map((file) => basename(file, '.ts')).sort())
  })
})

describe.each(ofPictures)('the augmentation $kind', (recipe) => {
  it('is that of NumPy or Pillow to the byte, in colour and grey, for squares and others', () => {
    const { images } = readFixture<{
      images: { shape: ImageShape; image: number[]; results: { value: number; seed: number; bytes: number[] }[] }[]
    }>(recipe.fixture)
    expect(images.flatMap(({ results }) => results).length).toBeGreaterThan(40)
    for (const { shape, image, results } of images)
      for (const { value, seed, bytes } of results) {
        expect(recipe.refuse(shape, null, value)).toBeNull()
        const picture = Uint8Array.from(image)
        recipe.prepare(shape, value)(picture, createRandom(seed, 'fixture'))
        expect([...picture], `${value} with seed ${seed} of ${shape.join(' x ')}`).toEqual(bytes)
      }
  })

  it('draws as many numbers whatever the picture, and does to numbers what it does to bytes where it moves them', () => {
    const { number } = recipe
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }), fc.nat(), (height, width, seed) => {
        const drawn = ([channels, value]: readonly [number, number]) => {
          const shape = [height, width, channels] as const
          if (recipe.refuse(shape, shape, value) !== null) return null
          const bytes = Uint8Array.from({ length: sizeOfShape(shape) }, (_, index) => (seed + index * 7) % 256)
          const numbers = Float32Array.from(bytes)
          let count = 0
          const random = createRandom(seed, 'drawn')
          const uniform = () => {
            count += 1
            return random.uniform()
          }
          const counted = { uniform, below: (limit: number) => Math.floor(uniform() * limit) }
          recipe.prepare(shape, value)(bytes, counted)
          recipe.prepare(shape, value)(numbers, createRandom(seed, 'drawn'))
          expect(count).toBeGreaterThan(0)
          if (recipe.changes !== 'colours') expect([...numbers]).toEqual([...bytes])
          return count
        }
        const value = number?.default ?? 0
        const [colour, grey] = [drawn([3, value]), drawn([1, value])]
        expect(colour).toBe(grey)
      }),
      { numRuns: propertyCases(60) },
    )
  })
})

describe.each(ofBatches)('the augmentation $kind', (recipe) => {
  it('keeps a share that is distributed as SciPy’s', () => {
    const { quantiles } = readFixture<{ quantiles: { value: number; values: number[] }[] }>(recipe.fixture)
    const count = 8_000
    for (const { value, values } of quantiles) {
      const random = createRandom(1, `share ${value}`)
      const shares = Array.from({ length: count }, () => recipe.share(random, value))
      expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true)
      values.forEach((quantile, index) => {
        // Shares nearer to 1 than a double is from it are 1.
        const below = shares.filter((share) => share < quantile || (quantile === 1 && share === 1)).length
        const wanted = quantile === 0 || quantile === 1 ? null : (index + 1) / 20
        // Kolmogorov's bound, which one in 10,000 such samples passes.
        if (wanted !== null) expect(Math.abs(below / count - wanted)).toBeLessThan(2.23 / Math.sqrt(count))
      })
    }
  })
})

describe('augmentations of a run', () => {
  const issueOf = (input: object) => {
    const resolved = resolveRunConfig(input)
    return resolved.ok ? null : resolved.issues[0]
  }

  it('are none unless somebody says so, and written in one way', () => {
    expect(resolveRunConfig({})).toMatchObject({ ok: true, config: { augment: 'none' } })
    expect(canonicalAugmenting('  flip-horizontal   crop ')).toBe('flip-horizontal:0.5 crop:4')
    expect(readAugmenting(' none ')).toEqual([])
    expect(phrasesOfAugmenting('none')).toEqual([])
    expect(phrasesOfAugmenting('flip-vertical:1')).toEqual(['flipped vertically with probability 1'])
  })

  it.each([
    ['', 'must name an augmentation, or be none'],
    ['none crop', 'has no augmentation named none: there are flip-horizontal, flip-vertical, crop,'],
    ['__proto__', 'has no augmentation named __proto__'],
    ['crop:0', 'needs a whole number from 1 to 64 after crop:, not 0'],
    ['crop crop:2', 'names crop twice'],
    ['crop:32', 'cannot take crop:32, which may move images of 32 × 32 out of sight'],
    ['cutout:8', 'cannot take cutout:8, which is for classification: here targets show what images lose'],
  ])('%j is refused in words', (augment, message) => {
    expect(issueOf({ augment })).toMatchObject({
      field: 'augment',
      message: expect.stringContaining(message) as string,
    })
  })

  it('may be any where classes are trained, and only what targets follow where they come with the images', () => {
    expect(issueOf({ task: 'classification', augment: 'flip-horizontal crop colour cutout:8 mixup' })).toBeNull()
    expect(issueOf({ augment: 'flip-horizontal crop colour mixup' })).toBeNull()
    const pairs = (target: string) => ({ dataSet: `roads@3f2a9c41d0e7:32x32x3>${target}:64+16` })
    expect(issueOf({ ...pairs('32x32x1'), augment: 'flip-horizontal crop mixup' })).toBeNull()
    expect(issueOf({ ...pairs('32x32x1'), augment: 'colour' })?.message).toBe(
      'cannot take colour:0.2, which would change images and not the targets that come with them',
    )
    expect(issueOf({ ...pairs('16x16x1'), augment: 'crop' })?.message).toBe(
      'cannot take crop:4, which cannot move targets of 16 × 16 as it moves images of 32 × 32',
    )
  })
})
