import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { relativeTo, valueAt, type Curve } from '../../../src-main/maths/relative'

const list = (values: ArrayLike<number> | null | undefined) => Array.from(values ?? [])
const baseline = { x: [0, 10, 20], y: [0, 1, 3] }

describe('a curve’s value', () => {
  it('is its own point, lies between its points, and is none outside', () => {
    expect([valueAt(baseline, 5), valueAt(baseline, 10), valueAt(baseline, 20)]).toEqual([0.5, 1, 3])
    expect([valueAt(baseline, -1), valueAt(baseline, 21), valueAt({ x: [], y: [] }, 0)]).toEqual([NaN, NaN, NaN])
    expect(valueAt({ x: [1, 2, 3], y: [1, NaN, 3] }, 1.5)).toBeNaN()
    expect(valueAt({ x: [1, 2, 3], y: [1, NaN, 3] }, 3)).toBe(3)
  })
})

describe('a curve against a baseline', () => {
  it('is difference or ratio at the same x, and nothing where the baseline is not', () => {
    const curve = { x: [0, 5, 30], y: [1, 1, 1], low: [0, 0, 0], high: [2, 2, 2] }
    const difference = relativeTo(curve, baseline, 'difference')
    expect(list(difference.x)).toEqual([0, 5])
    expect(list(difference.y)).toEqual([1, 0.5])
    expect(list(difference.low)).toEqual([0, -0.5])
    expect(list(difference.high)).toEqual([2, 1.5])
    expect(list(relativeTo(curve, baseline, 'ratio').y)).toEqual([Infinity, 2])
    expect(relativeTo(curve, baseline, 'none')).toBe(curve)
  })

  it('begins and ends with what both have', () => {
    const points = { x: [1, 2, 3], y: [2, 4, 9] }
    const shifted = { x: [2, 3, 4], y: [2, 3, 5] }
    expect(list(relativeTo(points, shifted, 'difference').x)).toEqual([2, 3])
    expect(list(relativeTo(points, shifted, 'difference').y)).toEqual([2, 6])
    expect(list(relativeTo(points, shifted, 'ratio').y)).toEqual([2, 3])
    expect(list(relativeTo(points, { x: [], y: [] }, 'difference').x)).toEqual([])
  })

  it('takes the baseline’s own points, whatever lies beside them', () => {
    const gap = { x: [1, 2, 3], y: [NaN, 5, NaN] }
    expect(list(relativeTo({ x: [1, 2, 3], y: [7, 7, 7] }, gap, 'difference').y)).toEqual([NaN, 2, NaN])
  })

  it('is 0 and 1 to itself, and comes back from its difference', () => {
    const curve = fc
      .uniqueArray(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 1, maxLength: 40 })
      .chain((x) =>
        fc
          .array(fc.integer({ min: 1, max: 10_000 }), { minLength: x.length, maxLength: x.length })
          .map((y): Curve => ({ x: x.toSorted((left, right) => left - right), y })),
      )
    fc.assert(
      fc.property(curve, curve, (left, right) => {
        expect(list(relativeTo(left, left, 'difference').y)).toEqual(list(left.x).map(() => 0))
        expect(list(relativeTo(left, left, 'ratio').y)).toEqual(list(left.x).map(() => 1))
        const { x, y } = relativeTo(left, right, 'difference')
        const own = new Map(list(left.x).map((at, index) => [at, left.y[index]]))
        list(x).forEach((at, index) => {
          expect((y[index] ?? NaN) + valueAt(right, at)).toBeCloseTo(own.get(at) ?? NaN, 6)
        })
      }),
    )
  })
})
