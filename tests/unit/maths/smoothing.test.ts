import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { smoothingMethods, type Smoothing, type SmoothingMethod } from '../../../src-main/contract/workspace'
import { averageOf, smooth } from '../../../src-main/maths/smoothing'
import { windowOf } from '../../../src-main/maths/windows'
import { readFixture } from '../training/oracle'
import { distance, toDoubles, type JsonNumbers } from './doubles'

type Fixture = {
  what: string
  x: JsonNumbers
  y: JsonNumbers
  expected: (Smoothing & { smoothed: JsonNumbers })[]
}[]

/** pandas' times are whole numbers, and what a long average forgets grows with it. */
const tolerances: Record<SmoothingMethod, number> = {
  none: 0,
  ema: 1e-13,
  'time-weighted-ema': 1e-9,
  gaussian: 1e-13,
  'running-average': 1e-13,
}

const anySeries = fc
  .array(fc.tuple(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.integer({ min: 0, max: 9 })), {
    minLength: 1,
    maxLength: 40,
  })
  // One value in ten is a gap.
  .map((drawn) => drawn.map(([value, gap]) => (gap === 0 ? Number.NaN : value)))
const amounts: Record<SmoothingMethod, fc.Arbitrary<number>> = {
  none: fc.constant(1),
  ema: fc.double({ min: 0, max: 1, noNaN: true }),
  'time-weighted-ema': fc.double({ min: 0, max: 1, noNaN: true }),
  gaussian: fc.double({ min: 0, max: 100, noNaN: true }),
  'running-average': fc.integer({ min: 0, max: 100 }),
}
const anySmoothing = fc
  .constantFrom(...smoothingMethods)
  .chain((method) => amounts[method].map((amount) => ({ method, amount })))
const epochsOf = (y: readonly number[]) => y.map((_, index) => index + 1)

describe('smoothing beside pandas and SciPy', () => {
  const cases = readFixture<Fixture>('maths-smoothing.json').flatMap(({ what, x, y, expected }) =>
    expected.map(({ method, amount, smoothed }) => ({
      what,
      x: toDoubles(x),
      y: toDoubles(y),
      method,
      amount,
      smoothed,
    })),
  )
  it.each(cases)('$what by $method $amount', ({ x, y, method, amount, smoothed }) => {
    expect(distance(smooth(x, y, { method, amount }), toDoubles(smoothed))).toBeLessThanOrEqual(tolerances[method])
  })
})

describe('smoothing', () => {
  it('has as many values as the series, and leaves gaps as they are', () => {
    fc.assert(
      fc.property(anySeries, anySmoothing, (y, smoothing) => {
        const smoothed = smooth(epochsOf(y), y, smoothing)
        expect(smoothed).toHaveLength(y.length)
        expect(Array.from(smoothed, Number.isFinite)).toEqual(y.map(Number.isFinite))
      }),
    )
  })

  it('stays between the least and the greatest value', () => {
    fc.assert(
      fc.property(anySeries, anySmoothing, (y, smoothing) => {
        const finite = y.filter(Number.isFinite)
        const rounding = 1e-9 * finite.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
        const [low, high] = [Math.min(...finite) - rounding, Math.max(...finite) + rounding]
        for (const value of smooth(epochsOf(y), y, smoothing)) {
          if (Number.isFinite(value)) expect(value).toBeGreaterThanOrEqual(low)
          if (Number.isFinite(value)) expect(value).toBeLessThanOrEqual(high)
        }
      }),
    )
  })

  it('changes nothing with an amount of 0, nor by the method none', () => {
    fc.assert(
      fc.property(anySeries, fc.constantFrom(...smoothingMethods), (y, method) => {
        expect(Array.from(smooth(epochsOf(y), y, { method, amount: 0 }))).toEqual(y)
        expect(Array.from(smooth(epochsOf(y), y, { method: 'none', amount: 5 }))).toEqual(y)
      }),
    )
  })

  it('depends on nothing behind an epoch where it looks back', () => {
    fc.assert(
      fc.property(anySeries, fc.nat(40), fc.double({ min: 0, max: 1, noNaN: true }), (y, cut, amount) => {
        // A constant series stays as it is, so the beginning must not be one by chance.
        const longer = [1, 2, ...y]
        const shorter = longer.slice(0, cut + 2)
        const whole = smooth(epochsOf(longer), longer, { method: 'ema', amount })
        expect(smooth(epochsOf(shorter), shorter, { method: 'ema', amount })).toEqual(whole.slice(0, shorter.length))
      }),
    )
  })

  it('holds weights of the exponential average below 1', () => {
    const [x, y] = [
      [1, 2, 3],
      [1, 0, 4],
    ]
    expect(smooth(x, y, { method: 'ema', amount: 7 })).toEqual(smooth(x, y, { method: 'ema', amount: 0.999 }))
  })

  it('is the same taken in piece by piece', () => {
    fc.assert(
      fc.property(
        anySeries,
        fc.constantFrom<SmoothingMethod>('ema', 'time-weighted-ema'),
        fc.double({ min: 0.001, max: 1, noNaN: true }),
        fc.array(fc.nat(40), { maxLength: 4 }),
        (drawn, method, amount, cuts) => {
          const y = Float64Array.from(drawn)
          const x = Float64Array.from(epochsOf(drawn))
          const average = averageOf({ method, amount }, y.length - 1)!
          const state = average.begin()
          const pieces = [0, ...cuts.map((cut) => Math.min(cut, y.length)).sort((a, b) => a - b), y.length]
          const smoothed = pieces.slice(1).flatMap((to, index) => {
            const from = pieces[index]!
            const some = new Float64Array(to - from)
            average.take(state, x.subarray(from, to), y.subarray(from, to), some)
            return Array.from(some)
          })
          expect(smoothed).toEqual(Array.from(smooth(x, y, { method, amount })))
          // Of one point there is no distance to weigh by.
          if (y.length > 1 && Number.isFinite(y.at(-1))) expect(average.valueOf(state)).toBe(smoothed.at(-1))
        },
      ),
    )
  })

  it('of the greatest doubles is finite and lies between them', () => {
    const most = Number.MAX_VALUE
    const y = [most, most, -most, most, 1, 5e-324, most]
    for (const method of smoothingMethods)
      for (const amount of method === 'gaussian' || method === 'running-average' ? [2, 5] : [0.5, 0.999])
        for (const value of smooth(epochsOf(y), y, { method, amount }))
          expect([method, amount, Math.abs(value) <= most]).toEqual([method, amount, true])
  })

  it('weighs by distance in x: a point far behind counts for nothing', () => {
    const smoothed = smooth([0, 1, 1_000], [5, 7, 1], { method: 'time-weighted-ema', amount: 0.5 })
    expect(smoothed[1]).toBeCloseTo((5 * Math.sqrt(0.5) ** 1 + 7) / (Math.sqrt(0.5) + 1), 12)
    expect(smoothed[2]).toBeCloseTo(1, 12)
  })

  it('weighs by what is shown when that is given', () => {
    const near = smooth([0, 1], [0, 1], { method: 'time-weighted-ema', amount: 0.5 }, 1_000)
    expect(near[1]).toBeCloseTo(1 / (1 + Math.sqrt(0.5)), 12)
  })

  it('weighs by distance to either side where x is another metric, and leaves out what has no x', () => {
    const there = smooth([0, 0.5, 1], [0, 1, 2], { method: 'time-weighted-ema', amount: 0.9 }, 100)
    const back = smooth([1, 0.5, 0], [0, 1, 2], { method: 'time-weighted-ema', amount: 0.9 }, 100)
    expect(back).toEqual(there)
    const without = smooth([0, Number.NaN, 0.5], [0, 9, 1], { method: 'time-weighted-ema', amount: 0.9 }, 100)
    expect(Array.from(without)).toEqual([0, 9, there[1]])
  })

  it('never looks at more than the series once around, however wide the window', () => {
    // A kernel of 40,000 points to either side, folded into the mirror images of the series.
    expect(windowOf({ method: 'gaussian', amount: 10_000 }, 4_000)).toMatchObject({ before: 4_000, after: 4_000 })
    expect(windowOf({ method: 'gaussian', amount: 10 }, 4_000)).toMatchObject({ before: 40, after: 40 })
  })
})
