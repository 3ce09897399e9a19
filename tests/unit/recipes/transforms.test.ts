import { globSync } from 'node:fs'
import { basename, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resolveRunConfig } from '../../../src-main/contract/config'
import { dataNameOf, shapesOf } from '../../../src-main/contract/run-data'
import { createTargetWriter } from '../../../src-main/dataset/targets'
import { sizeOfShape, type ImageShape } from '../../../src-main/recipes/data-source'
import {
  canonicalChain,
  quickestOrder,
  readChain,
  shapeOfChain,
  transformKinds,
  transforms,
  usualChain,
  writeChain,
  type Chain,
} from '../../../src-main/recipes/registry/transforms'
import { mirrored } from '../../../src-main/recipes/transform'
import { resizeWeights } from '../../../src-main/recipes/transforms/resize'
import { propertyCases } from '../../support/property'
import { distance } from '../maths/doubles'
import { readFixture } from '../training/oracle'

const root = join(import.meta.dirname, '../../..')

type Fixture = {
  readonly images: readonly {
    readonly shape: ImageShape
    readonly image: readonly number[]
    readonly results: readonly { readonly value: number; readonly shape: ImageShape; readonly values: number[] }[]
  }[]
}

describe('the registry of transforms', () => {
  it('has one transform for each file, called after it', () => {
    const files = globSync('src-main/recipes/transforms/*.ts', { cwd: root })
    expect([...transformKinds].sort()).toEqual(files.map((file) => basename(file, '.ts')).sort())
  })
})

describe.each(transformKinds)('the transform %s', (kind) => {
  const recipe = transforms[kind]

  it('is that of SciPy, torch or NumPy, in colour and grey, for squares and others', () => {
    const { images } = readFixture<Fixture>(recipe.fixture)
    expect(images).toHaveLength(4)
    for (const { shape, image, results } of images) {
      expect(results.length).toBeGreaterThan(0)
      for (const { value, shape: expectedShape, values } of results) {
        expect(recipe.shape(shape, value)).toEqual(expectedShape)
        const to = new Float64Array(values.length)
        recipe.prepare(shape, value)(Float64Array.from(image), to)
        expect(distance(to, values), `${value} of ${shape.join(' x ')}`).toBeLessThan(1e-12)
      }
    }
  })

  it('keeps values within [0, 1], whatever the image and its number', () => {
    const { number } = recipe
    const values = number === null ? [0] : [number.minimum, number.default, number.maximum]
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom(1, 3),
        fc.nat(),
        (height, width, channels, seed) => {
          const shape = [height, width, channels] as const
          const image = Float64Array.from({ length: sizeOfShape(shape) }, (_, index) => ((seed + index * 7) % 11) / 10)
          for (const value of values) {
            const result = recipe.shape(shape, value)
            if (typeof result === 'string') continue
            const to = new Float64Array(sizeOfShape(result))
            recipe.prepare(shape, value)(image, to)
            expect(to.every((one) => one >= -1e-12 && one <= 1 + 1e-12)).toBe(true)
          }
        },
      ),
      { numRuns: propertyCases(40) },
    )
  })
})

describe('resizing', () => {
  it('has weights that sum to 1 for each output', () => {
    for (const [from, to] of [
      [32, 28],
      [32, 64],
      [5, 1],
    ] as const) {
      const weights = resizeWeights(from, to)
      for (let row = 0; row < to; row += 1)
        expect(weights.subarray(row * from, (row + 1) * from).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(
          1,
          12,
        )
    }
  })
})

describe('a mirrored index', () => {
  it('stays within the image and is its own inside it', () => {
    fc.assert(
      fc.property(fc.integer({ min: -500, max: 500 }), fc.integer({ min: 1, max: 40 }), (index, size) => {
        const at = mirrored(index, size)
        expect(at >= 0 && at < size && Number.isInteger(at)).toBe(true)
        if (index >= 0 && index < size) expect(at).toBe(index)
        expect(mirrored(-1 - index, size)).toBe(at)
      }),
      { numRuns: propertyCases(200) },
    )
  })
})

const anyChain: fc.Arbitrary<Chain> = fc.array(
  fc.constantFrom(...transformKinds).chain((kind) => {
    const { number } = transforms[kind]
    return number === null
      ? fc.constant({ kind, value: 0 })
      : fc
          .integer({ min: Math.ceil(number.minimum), max: Math.min(20, number.maximum) })
          .map((value) => ({ kind, value }))
  }),
  { minLength: 1, maxLength: 6 },
)

describe('a chain', () => {
  it('is read as it was written, and written in one way alone', () => {
    fc.assert(
      fc.property(anyChain, (chain) => {
        const text = writeChain(chain)
        expect(readChain(text)).toEqual(chain)
        expect(canonicalChain(`  ${text.replaceAll(' ', '  ')} `)).toBe(text)
      }),
      { numRuns: propertyCases(100) },
    )
    expect(canonicalChain('resize grey')).toBe('resize:28 grey')
    expect(canonicalChain('blur:1.50')).toBe('blur:1.5')
  })

  it('makes the same image in its quickest order, but for rounding', () => {
    fc.assert(
      fc.property(anyChain, fc.nat(), (chain, seed) => {
        const shape = [9, 12, 3] as const
        if (typeof shapeOfChain(chain, shape) === 'string') return
        const image = Uint8Array.from({ length: sizeOfShape(shape) }, (_, index) => (seed * 31 + index * 97) % 256)
        let values = Float64Array.from(image, (byte) => byte / 255)
        let at: ImageShape = shape
        for (const { kind, value } of chain) {
          const next = transforms[kind].shape(at, value) as ImageShape
          const to = new Float64Array(sizeOfShape(next))
          transforms[kind].prepare(at, value)(values, to)
          values = to
          at = next
        }
        const target = new Float32Array(values.length)
        createTargetWriter(chain, shape)(image, target)
        target.forEach((value, index) => expect(Math.abs(value - values[index]!)).toBeLessThan(1e-6))
      }),
      { numRuns: propertyCases(60) },
    )
  })

  it('has grey moved past what treats channels alike, and past nothing else', () => {
    const ordered = (text: string) => writeChain(quickestOrder(readChain(text) as Chain))
    expect(ordered(usualChain)).toBe('grey resize:28 flip-horizontal flip-vertical')
    expect(ordered('edge resize:9 grey')).toBe('edge grey resize:9')
  })

  it.each([
    ['', 'must name a transform; identity leaves images as they are'],
    ['sharpen', 'has no transform named sharpen: there are resize, grey,'],
    ['__proto__', 'has no transform named __proto__'],
    ['resize:0', 'needs a whole number from 1 to 128 after resize:, not 0'],
    ['resize:1e3', 'needs a whole number from 1 to 128 after resize:, not 1e3'],
    ['resize:', 'needs a whole number from 1 to 128 after resize:, not nothing'],
    ['resize:2.5', 'needs a whole number from 1 to 128 after resize:, not 2.5'],
    ['blur:NaN', 'needs a number from 0.1 to 10 after blur:, not NaN'],
    ['grey:1', 'gives grey a number, and it takes none'],
    [Array(13).fill('grey').join(' '), 'has 13 transforms, and may have 12'],
    ['crop:40', 'cannot be made, as crop:40 is larger than the image of 32 × 32'],
    ['resize:8 crop:9', 'cannot be made, as crop:9 is larger than the image of 8 × 8'],
  ])('%j is refused in words', (targets, message) => {
    const resolved = resolveRunConfig({ targets })
    expect(resolved.ok).toBe(false)
    expect(!resolved.ok && resolved.issues[0]).toMatchObject({ field: 'targets' })
    expect(!resolved.ok && resolved.issues[0]?.message).toContain(message)
  })

  it('says so where a monitored metric needs larger targets', () => {
    const resolved = resolveRunConfig({ targets: 'resize:8', monitor: 'val_ssim' })
    expect(!resolved.ok && resolved.issues).toEqual([
      { field: 'monitor', message: 'needs targets of more than 8 × 8 pixels for val_ssim' },
    ])
  })
})

describe('the data of a run', () => {
  it('has its name of before without a choice, and another for other targets and noise', () => {
    expect(dataNameOf({})).toBe('cifar10-flip-grey')
    expect(dataNameOf({ targets: usualChain, inputNoise: 0 })).toBe('cifar10-flip-grey')
    expect(dataNameOf({ targets: 'resize:28 grey' })).toBe('cifar10-resize28-grey')
    expect(dataNameOf({ inputNoise: 0.1 })).toBe('cifar10-flip-grey-noise0.1')
  })

  it('has the shapes that its chain makes', () => {
    expect(shapesOf({})).toEqual({ input: [32, 32, 3], target: [28, 28, 1] })
    expect(shapesOf({ targets: 'crop:20 edge' })).toEqual({ input: [32, 32, 3], target: [20, 20, 3] })
  })
})
