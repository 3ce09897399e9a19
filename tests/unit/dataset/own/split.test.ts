/** Sides of images: by a seed or by folders, never one image on both. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitImages, type SplitImage } from '../../../../src-main/dataset/own/split'

const anyImages = fc.array(
  fc.record({
    label: fc.integer({ min: 0, max: 3 }),
    look: fc.integer({ min: 0, max: 40 }).map(String),
    part: fc.constantFrom(null, 'train' as const, 'test' as const),
  }),
  { maxLength: 120 },
)
const looksOf = (images: readonly SplitImage[], places: Uint32Array) =>
  new Set([...places].map((at) => images[at]!.look))

describe('the split', () => {
  it('has no look on both sides, every image at most once, and is the same for the same seed', () => {
    fc.assert(
      fc.property(anyImages, fc.double({ min: 0.01, max: 0.9, noNaN: true }), fc.nat(), (images, share, seed) => {
        const { train, test, leaking } = splitImages(images, share, seed)
        const validated = looksOf(images, test)
        expect([...looksOf(images, train)].filter((look) => validated.has(look))).toEqual([])
        expect(new Set([...train, ...test]).size).toBe(train.length + test.length)
        expect(train.length + test.length + leaking).toBe(images.length)
        expect(splitImages(images, share, seed)).toEqual({ ...splitImages(images, share, seed), train, test })
        images.forEach(({ part }, place) => {
          if (part === 'test') expect(test).toContain(place)
        })
      }),
    )
  })

  it('takes its share of each class, and leaves one image of a class for training', () => {
    const images = Array.from({ length: 201 }, (_, at): SplitImage => ({
      label: at === 200 ? 2 : at % 2,
      look: String(at),
      part: null,
    }))
    const { train, test, duplicates } = splitImages(images, 0.2, 1)
    const count = (label: number) => [...test].filter((at) => images[at]!.label === label).length
    expect([count(0), count(1), count(2), duplicates]).toEqual([20, 20, 0, 0])
    expect(train).toHaveLength(161)
    // What is shown first is not of one class.
    expect(new Set([...test.subarray(0, 8)].map((at) => images[at]!.label)).size).toBe(2)
    expect(splitImages(images, 0.2, 2).test).not.toEqual(test)
  })
})
