/** Losses of all validation images, as a spread and by their numbers. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readImageNumbers, spreadOf } from '../../../src-main/panels/samples/image-losses'

describe('the spread of losses', () => {
  it('has every image in one place, whatever the losses are', () => {
    const losses = fc.array(fc.double(), { maxLength: 40 }).map((values) => Float64Array.from(values))
    fc.assert(
      fc.property(losses, fc.integer({ min: 1, max: 50 }), (values, stretches) => {
        const { counts, notFinite, from, to } = spreadOf(values, stretches)
        expect(counts.reduce((sum, count) => sum + count, 0) + notFinite).toBe(values.length)
        expect(to).toBeGreaterThan(from)
      }),
    )
  })

  it('begins at 0, ends with the worst, and has the mean', () => {
    const { from, to, mean, counts } = spreadOf(Float64Array.of(1, 2, 3, Number.NaN), 3)
    expect([from, to, mean, [...counts]]).toEqual([0, 3, 2, [0, 1, 2]])
  })
})

it('numbers of images are read from 1, each once, and what is none is said', () => {
  expect(readImageNumbers('4127, 12 12;1', 5_000, 8)).toEqual([4126, 11, 0])
  expect(readImageNumbers(' ', 10, 8)).toMatch(/^Enter numbers/)
  expect(readImageNumbers('1, x', 10, 8)).toBe('“x” is no number of an image.')
  for (const beyond of ['0', '11']) expect(readImageNumbers(beyond, 10, 8)).toContain(`no ${beyond}.`)
  expect(readImageNumbers('1 2 3', 10, 2)).toBe('At most 2 images are shown.')
})
