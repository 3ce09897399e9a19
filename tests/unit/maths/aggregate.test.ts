import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bandKinds, type BandKind } from '../../../src-main/contract/workspace'
import { aggregate, medians } from '../../../src-main/maths/aggregate'
import { median } from '../../../src-main/maths/statistics'
import { readFixture } from '../training/oracle'
import { distance, toDoubles, type JsonNumbers } from './doubles'

type Fixture = {
  what: string
  lines: { x: JsonNumbers; y: JsonNumbers }[]
  x: JsonNumbers
  mean: JsonNumbers
  counts: number[]
  bands: Record<Exclude<BandKind, 'none'>, { low: JsonNumbers; high: JsonNumbers }>
}[]

const cases = readFixture<Fixture>('maths-aggregate.json')
const banded = bandKinds.filter((kind) => kind !== 'none')
const value = fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constantFrom(Number.NaN, Infinity))
/** Any x, in any order, more than once: as where x is another metric. */
const anyLine = fc
  .array(fc.tuple(fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constant(Number.NaN)), value), { maxLength: 25 })
  .map((points) => ({ x: points.map(([x]) => x), y: points.map(([, y]) => y) }))

describe('lines as one, beside pandas', () => {
  it.each(cases)('$what', ({ lines: written, x, mean, counts, bands }) => {
    const lines = written.map((line) => ({ x: toDoubles(line.x), y: toDoubles(line.y) }))
    for (const kind of banded) {
      const found = aggregate(lines, kind)
      expect(Array.from(found.x)).toEqual(toDoubles(x))
      expect(distance(found.mean, toDoubles(mean))).toBeLessThan(1e-14)
      expect(Array.from(found.counts)).toEqual(counts)
      // jStat has Student's t to seven digits.
      const tolerance = kind === 'confidence' ? 2e-7 : 1e-13
      expect(distance(found.low!, toDoubles(bands[kind].low))).toBeLessThan(tolerance)
      expect(distance(found.high!, toDoubles(bands[kind].high))).toBeLessThan(tolerance)
    }
  })
})

describe('lines as one', () => {
  it('are nothing without lines', () => {
    expect(aggregate([], 'min-max')).toEqual({
      x: new Float64Array(),
      mean: new Float64Array(),
      low: new Float64Array(),
      high: new Float64Array(),
      counts: new Int32Array(),
    })
  })

  it('have the mean, least, most and count of what a second implementation gathers at each x', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 6 }), (lines) => {
        const gathered = new Map<number, number[]>()
        for (const { x, y } of lines)
          for (const [index, at] of x.entries())
            if (!Number.isNaN(at)) gathered.set(at, [...(gathered.get(at) ?? []), y[index]!].filter(Number.isFinite))
        const places = [...gathered.keys()].sort((left, right) => left - right)
        const found = aggregate(lines, 'min-max')
        expect(Array.from(found.x)).toEqual(places)
        for (const [index, at] of places.entries()) {
          const values = gathered.get(at)!
          expect(found.counts[index]).toBe(values.length)
          if (values.length === 0)
            expect([found.mean[index], found.low![index], found.high![index]]).toEqual([NaN, NaN, NaN])
          else {
            expect(found.low![index]).toBe(Math.min(...values))
            expect(found.high![index]).toBe(Math.max(...values))
            const sum = values.reduce((total, next) => total + next)
            expect(found.mean[index]).toBeCloseTo(sum / values.length, 6)
          }
        }
      }),
    )
  })

  it('of equal lines are that line, with a band of no width', () => {
    const values = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(values, fc.integer({ min: 2, max: 9 }), fc.constantFrom(...banded), (y, count, kind) => {
        const line = { x: y.map((_, index) => index + 1), y }
        const found = aggregate(
          Array.from({ length: count }, () => line),
          kind,
        )
        expect(distance(found.mean, y)).toBe(0)
        expect(distance(found.low!, y)).toBe(0)
        expect(distance(found.high!, y)).toBe(0)
        expect(found.counts.every((lines) => lines === count)).toBe(true)
      }),
    )
  })

  it('keep the mean within every band', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { minLength: 1, maxLength: 6 }), fc.constantFrom(...banded), (lines, kind) => {
        const { mean, low, high } = aggregate(lines, kind)
        for (const [index, middle] of mean.entries()) {
          expect(low![index]! > middle).toBe(false)
          expect(high![index]! < middle).toBe(false)
        }
      }),
    )
  })

  it('have the median of what is there at each x, as quantiles have it', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 6 }), (lines) => {
        const all = aggregate(lines, 'none')
        const found = medians(lines, all)
        for (const [place, at] of all.x.entries()) {
          const values = lines.flatMap(({ x, y }) => y.filter((one, index) => x[index] === at && Number.isFinite(one)))
          const wanted = values.length === 0 ? Number.NaN : median(values)
          // Between two values the order of additions decides on the last digit.
          if (Number.isNaN(wanted)) expect(found[place]).toBe(Number.NaN)
          else expect(Math.abs(found[place]! - wanted)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(wanted)))
        }
      }),
    )
    expect(
      medians(
        [
          { x: [1], y: [1e308] },
          { x: [1], y: [1.7e308] },
        ],
        { x: new Float64Array([1]), counts: new Int32Array([2]) },
      )[0],
    ).toBe(1.35e308)
  })

  it('have no band where none is asked for', () => {
    expect(aggregate([{ x: [1], y: [2] }], 'none')).toMatchObject({ low: null, high: null })
  })

  it('take time in proportion to the points of all lines', () => {
    const x = Float64Array.from({ length: 50_000 }, (_, index) => index + 1)
    const lines = Array.from({ length: 100 }, (_, run) => ({ x, y: x.map((epoch) => run / epoch) }))
    // Four bands take about a second; a search for each point, or a list grown for each x, takes longer than a test may.
    for (const kind of banded) expect(aggregate(lines, kind).x).toHaveLength(50_000)
  })
})
