import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonNumber } from '../../../src-main/contract/numbers'
import {
  mean,
  median,
  quantile,
  quantiles,
  standardDeviation,
  standardError,
  studentQuantile,
  varies,
  welch,
  type Welch,
} from '../../../src-main/maths/statistics'
import { propertyCases } from '../../support/property'
import { readFixture } from '../training/oracle'
import { distance, toDouble, toDoubles, type JsonNumbers } from './doubles'

type Fixture = {
  shares: number[]
  samples: { values: JsonNumbers; mean: JsonNumber; deviation: JsonNumber; error: JsonNumber; quantiles: JsonNumbers }[]
  student: { degreesOfFreedom: number; level: number; quantile: number }[]
  welch: (Welch & { left: JsonNumbers; right: JsonNumbers; level: number })[]
}

const fixture = readFixture<Fixture>('maths-statistics.json')
/** jStat has seven digits. */
const ofJStat = 2e-7

describe('statistics beside NumPy and SciPy', () => {
  it.each(fixture.samples)('of $values', ({ values: written, ...expected }) => {
    const values = toDoubles(written)
    expect(distance([mean(values)], [toDouble(expected.mean)])).toBeLessThan(1e-14)
    expect(distance([standardDeviation(values)], [toDouble(expected.deviation)])).toBeLessThan(1e-12)
    expect(distance([standardError(values)], [toDouble(expected.error)])).toBeLessThan(1e-12)
    expect(distance(quantiles(values, fixture.shares), toDoubles(expected.quantiles))).toBeLessThan(1e-14)
  })

  it.each(fixture.student)(
    'Student t, $degreesOfFreedom degrees, $level',
    ({ degreesOfFreedom, level, quantile: t }) => {
      expect(distance([studentQuantile(degreesOfFreedom, level)], [t])).toBeLessThan(ofJStat)
    },
  )

  it.each(fixture.welch)('Welch of $left and $right', ({ left, right, level, ...expected }) => {
    const found = welch(toDoubles(left), toDoubles(right), level)!
    expect(distance([found.difference], [expected.difference])).toBeLessThan(1e-12)
    expect(distance([found.degreesOfFreedom], [expected.degreesOfFreedom])).toBeLessThan(1e-9)
    // Of the interval's own width: its ends may be far from 0.
    const half = (expected.high - expected.low) / 2
    expect(Math.abs(found.low - expected.low) / half).toBeLessThan(ofJStat)
    expect(Math.abs(found.high - expected.high) / half).toBeLessThan(ofJStat)
    expect(distance([found.p], [expected.p])).toBeLessThan(ofJStat)
  })
})

describe('statistics', () => {
  const sample = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 2, maxLength: 12 })

  it('of nothing, and of one value, are no numbers', () => {
    expect([mean([]), median([]), quantile([], 0.5), standardDeviation([]), standardDeviation([3])]).toEqual(
      Array.from({ length: 5 }, () => Number.NaN),
    )
    expect(studentQuantile(0)).toBeNaN()
  })

  it('Welch changes its sign, and nothing else, with the order of its sides', () => {
    fc.assert(
      fc.property(sample, sample, (left, right) => {
        const [there, back] = [welch(left, right), welch(right, left)]
        if (there === null) {
          expect(back).toBeNull()
          return
        }
        expect(back!.difference).toBe(0 - there.difference)
        expect(back!.low).toBeCloseTo(0 - there.high, 8)
        expect(back!.high).toBeCloseTo(0 - there.low, 8)
        expect(back!.p).toBe(there.p)
        expect(back!.degreesOfFreedom).toBe(there.degreesOfFreedom)
      }),
    )
  })

  it('Welch: the interval leaves out 0 exactly when p is below its share', () => {
    fc.assert(
      fc.property(sample, sample, fc.constantFrom(0.8, 0.95, 0.99), (left, right, level) => {
        const found = welch(left, right, level)
        // Within jStat's digits of the border both answers are right.
        if (found === null || Math.abs(found.p - (1 - level)) < 1e-6) return
        expect(found.low > 0 || found.high < 0).toBe(found.p < 1 - level)
      }),
    )
  })

  it('Welch has nothing to say of one value, or where neither side varies', () => {
    expect(welch([1], [1, 2, 3])).toBeNull()
    expect(welch([1, 2, 3], [1])).toBeNull()
    expect(welch([2, 2], [1, 1, 1])).toBeNull()
    expect(welch([1, Number.NaN], [1, 2])).toBeNull()
  })

  it('Welch has nothing to say of values that differ by rounding alone', () => {
    // The sum of three times 0.1 is not 0.3, which once made a deviation of 1e-17 and a p of 2e-33.
    expect(standardDeviation([0.1, 0.1, 0.1])).toBe(0)
    expect(welch([0.1, 0.1, 0.1], [0.2, 0.2, 0.2])).toBeNull()
    expect(welch([0.3, 0.1 + 0.2, 0.3], [0.7, 0.7, 0.1 + 0.6])).toBeNull()
    const alike = fc
      .tuple(
        fc.double({ min: 1e-300, max: 1e300, noNaN: true }),
        fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 2, maxLength: 20 }),
      )
      .map(([value, steps]) => steps.map((step) => value * (1 + step * Number.EPSILON)))
    fc.assert(
      fc.property(alike, alike, (left, right) => {
        expect(varies(left)).toBe(false)
        expect(welch(left, right)).toBeNull()
      }),
      { numRuns: propertyCases(500) },
    )
  })

  it('mean, deviation and Welch go with the scale of the values, to the ends of the doubles', () => {
    const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 3, maxLength: 8 })
    fc.assert(
      fc.property(values, values, fc.integer({ min: -1000, max: 1000 }), (left, right, power) => {
        const scale = 2 ** power
        const scaled = (some: readonly number[]) => some.map((value) => value * scale)
        expect(mean(scaled(left))).toBeCloseTo(mean(left) * scale, 6)
        expect(standardDeviation(scaled(left)) / scale).toBeCloseTo(standardDeviation(left), 9)
        const [plain, large] = [welch(left, right), welch(scaled(left), scaled(right))]
        if (plain === null || large === null) {
          expect(large).toBe(plain)
          return
        }
        expect(large.p).toBeCloseTo(plain.p, 9)
        expect(large.low / scale).toBeCloseTo(plain.low, 6)
        expect(large.high / scale).toBeCloseTo(plain.high, 6)
      }),
      { numRuns: propertyCases(500) },
    )
    expect(mean([1.7e308, 1.7e308, 1.6e308])).toBeCloseTo(1.6667e308, -306)
  })

  it('quantiles beside infinities are infinite, and no numbers where one is none', () => {
    expect(quantiles([2, -Infinity, 3, 1], [0, 0.25, 0.3, 0.5, 1])).toEqual([-Infinity, -Infinity, -Infinity, 1.5, 3])
    expect(quantiles([Infinity, Infinity, 1], [0.25, 0.75])).toEqual([Infinity, Infinity])
    expect(median([1, Number.NaN, 2])).toBeNaN()
  })

  it('quantiles are ordered by their shares, between the least and the greatest, and leave the values as they were', () => {
    const shares = [0, 0.1, 0.3, 0.5, 0.95, 1]
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }), (values) => {
        const before = [...values]
        const found = quantiles(values, shares)
        expect(values).toEqual(before)
        expect(found[0]! + 0).toBe(Math.min(...values) + 0)
        expect(found.at(-1)! + 0).toBe(Math.max(...values) + 0)
        // Two neighbours that differ in their last digit may be told apart by rounding alone.
        const rounding = (value: number) => Math.max(Number.MIN_VALUE, Math.abs(value) * 1e-15)
        expect(found.every((value, index) => index === 0 || value >= found[index - 1]! - rounding(value))).toBe(true)
      }),
    )
  })
})
