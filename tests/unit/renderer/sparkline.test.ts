import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sparklinePath } from '../../../src-renderer/components/sparkline'
import { anyDouble } from '../../support/doubles'
import { propertyCases } from '../../support/property'

const [width, height] = [72, 18]

/** Corners of a path, and where dots begin. */
const cornersOf = (path: string) =>
  [...path.matchAll(/([ML])(-?[\d.]+) (-?[\d.]+)(h[\d.]+)?/g)].map(([, kind, x, y, dot]) => ({
    kind,
    x: Number(x),
    y: Number(y),
    isDot: dot !== undefined,
  }))

describe('a sparkline', () => {
  it('lies in its picture and has every finite value, joined to those beside it', () => {
    const values = fc.array(
      fc.oneof(anyDouble, fc.double({ min: 0, max: 1 }), fc.constantFrom(Number.NaN, Infinity, -Infinity)),
      {
        maxLength: 40,
      },
    )
    fc.assert(
      fc.property(values, (given) => {
        const corners = cornersOf(sparklinePath(given, width, height))
        const finite = given.filter(Number.isFinite)
        expect(corners).toHaveLength(finite.length)
        for (const { x, y } of corners) {
          expect(x >= 0 && x <= width && y >= 0 && y <= height).toBe(true)
        }
        // A line for each value behind another, a dot for each that is alone.
        const behind = given.filter((value, at) => at > 0 && Number.isFinite(value) && Number.isFinite(given[at - 1]))
        expect(corners.filter(({ kind }) => kind === 'L')).toHaveLength(behind.length)
        const alone = given.filter(
          (value, at) =>
            Number.isFinite(value) && ![given[at - 1], given[at + 1]].some((beside) => Number.isFinite(beside)),
        )
        expect(corners.filter(({ isDot }) => isDot)).toHaveLength(alone.length)
      }),
      { numRuns: propertyCases(1_000) },
    )
  })

  it.each([
    ['three epochs', [0.5, 0.3, 0.2], [1.5, 11.5, 16.5]],
    ['a rise', [1, 2, 3], [16.5, 9, 1.5]],
    ['one value', [7], [9]],
    ['one that never changes', [2, 2], [9, 9]],
  ])('of %s shows all of it', (_, values, heights) => {
    expect(cornersOf(sparklinePath(values, width, height)).map(({ y }) => y)).toEqual(heights)
  })

  it('of a long run is not flattened by its first epochs, nor one that rises', () => {
    const falling = [100, ...Array.from({ length: 23 }, (_, index) => 1 - index / 23)]
    for (const [values, edge, other] of [
      [falling, 1.5, 16.5],
      [falling.map((value) => -value), 16.5, 1.5],
    ] as const) {
      const heights = cornersOf(sparklinePath(values, width, height)).map(({ y }) => y)
      expect([heights[0], heights.at(-1)]).toEqual([edge, other])
      expect(Math.abs(heights[12]! - 9)).toBeLessThan(1)
    }
  })
})
