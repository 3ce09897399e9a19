import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bucketWidth, reduceToBuckets } from '../../../src-main/maths/buckets'
import { readFixture } from '../training/oracle'
import { distance, toDoubles, type JsonNumbers } from './doubles'

type Columns<Values> = { x: Values; last: Values; low: Values; high: Values }
type Fixture = { what: string; x: JsonNumbers; y: JsonNumbers; width: number; expected: Columns<JsonNumbers> }[]

const columns = ['x', 'last', 'low', 'high'] as const
const anyPoints = fc
  .array(
    fc.tuple(
      fc.integer({ min: -1e9, max: 1e9 }).map((units) => units / 1_024),
      fc.oneof({ weight: 9, arbitrary: fc.double() }, { weight: 1, arbitrary: fc.constant(Number.NaN) }),
    ),
    { maxLength: 60 },
  )
  .map((drawn) => drawn.sort(([left], [right]) => left - right))
  .map((points) => ({ x: points.map(([x]) => x), y: points.map(([, y]) => y) }))
const anyWidth = fc.integer({ min: -10, max: 20 }).map((power) => 2 ** power)

describe('buckets beside pandas', () => {
  it.each(readFixture<Fixture>('maths-buckets.json'))('$what', ({ x, y, width, expected }) => {
    const found = reduceToBuckets(toDoubles(x), toDoubles(y), width)
    for (const column of columns) expect(distance(found[column], toDoubles(expected[column]))).toBe(0)
  })
})

describe('buckets', () => {
  it('hold minimum, maximum and last of every bucket', () => {
    fc.assert(
      fc.property(anyPoints, anyWidth, ({ x, y }, width) => {
        const found = reduceToBuckets(x, y, width)
        const bucketOf = (at: number) => Math.floor(at / width)
        expect(Array.from(found.x, bucketOf)).toEqual([...new Set(x.map(bucketOf))])
        for (const [index, at] of found.x.entries()) {
          const inside = y.filter((_, point) => bucketOf(x[point]!) === bucketOf(at))
          const numbers = inside.filter((value) => !Number.isNaN(value))
          expect(distance([found.last[index]!], [inside.at(-1)!])).toBe(0)
          expect(distance([found.low[index]!], [numbers.length === 0 ? NaN : Math.min(...numbers)])).toBe(0)
          expect(distance([found.high[index]!], [numbers.length === 0 ? NaN : Math.max(...numbers)])).toBe(0)
        }
      }),
    )
  })

  it('stay as they are while points arrive, but for the one that is filling', () => {
    fc.assert(
      fc.property(anyPoints, anyWidth, fc.nat(60), ({ x, y }, width, cut) => {
        const before = reduceToBuckets(x.slice(0, cut), y.slice(0, cut), width)
        const after = reduceToBuckets(x, y, width)
        const settled = Math.max(0, before.x.length - 1)
        for (const column of columns) expect(after[column].slice(0, settled)).toEqual(before[column].slice(0, settled))
      }),
    )
  })

  it('reduced again are those of the wider width: nothing is lost on the way to a wider view', () => {
    fc.assert(
      fc.property(anyPoints, anyWidth, fc.integer({ min: 1, max: 6 }), ({ x, y }, width, steps) => {
        const fine = reduceToBuckets(x, y, width)
        const wider = width * 2 ** steps
        const again = reduceToBuckets(fine.x, fine.last, wider, fine.low, fine.high)
        // Indices are of what was reduced.
        expect({ ...again, at: again.at.map((index) => fine.at[index]!) }).toEqual(reduceToBuckets(x, y, wider))
      }),
    )
  })

  it('are as wide as the smallest power of two of which so many cover the span', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 1, max: 8_192 }), (span, count) => {
        const width = bucketWidth(span, count)
        expect(Number.isInteger(Math.log2(width))).toBe(true)
        expect(span / width).toBeLessThanOrEqual(count)
        expect(span / (width / 2)).toBeGreaterThan(count)
      }),
    )
  })

  it.each([
    [8, 4, 2],
    [9, 4, 4],
    [0.75, 3, 0.25],
    [1e12, 1_000, 2 ** 30],
    [0, 10, 0],
  ])('over %d in %d: %d', (span, count, width) => {
    expect(bucketWidth(span, count)).toBe(width)
  })
})
