/** Groups and what their columns come to, beside a plain computation; and the courses of groups. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { columnValue, createColumnPacker, type ColumnValue } from '../../../src-main/contract/run-query'
import { courseOf, curveOf } from '../../../src-main/core/history/group-curves'
import { groupRows } from '../../../src-main/core/history/group-rows'
import { atOnce } from '../../../src-main/core/turns'
import { mean, standardDeviation } from '../../../src-main/maths/statistics'
import { identityOfValue } from '../../../src-main/model/column-values'
import { propertyCases } from '../../support/property'

type Row = Readonly<Record<'a' | 'b' | 'm', ColumnValue | undefined>>
const small = fc.constantFrom<ColumnValue | undefined>(undefined, null, 1, 2, '1', 'x', true, [1])
const measured = fc.option(
  fc.oneof(fc.double(), fc.double({ min: -1, max: 1, noNaN: true }), fc.constantFrom<ColumnValue>('x', 1)),
  { nil: undefined },
)
const rows = fc.array(fc.record({ a: small, b: small, m: measured }), { maxLength: 40 })

const pack = (values: readonly (ColumnValue | undefined)[]) => {
  const packer = createColumnPacker(values.length)
  values.forEach((value, place) => packer.set(place, value))
  return packer.pack()
}
const group = (list: readonly Row[], order?: { measure: string; descending: boolean }) =>
  atOnce(
    groupRows(
      Float64Array.from(list, (_, place) => list.length - 1 - place),
      { groupBy: ['a', 'b'], measures: ['m', 'b'], ...(order === undefined ? {} : { groupOrder: order }) },
      function* (numbers, ids) {
        yield
        const values = (id: string) => Array.from(numbers, (number) => list[number]?.[id as keyof Row])
        return Object.fromEntries(ids.map((id) => [id, pack(values(id))]))
      },
    ),
  )
const finite = (values: readonly unknown[]) => values.filter((value) => Number.isFinite(value)) as number[]

describe('groups of runs', () => {
  it('have every run once, and sum up their columns at both depths', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const { order, groups, measured: levels } = group(list)
        expect(Array.from(order).sort((x, y) => x - y)).toEqual(list.map((_, place) => place))
        let from = 0
        const members = groups.map(({ count }) => Array.from(order.subarray(from, (from += count)), (at) => list[at]!))
        const outer = [...Map.groupBy(members.flat(), ({ a }) => identityOfValue(a)).values()]
        for (const [depth, parts] of [outer, members].entries())
          parts.forEach((part, at) => {
            const values = finite(part.map(({ m }) => m))
            const of = levels[depth]!.m!
            expect(of.counts[at]).toBe(values.length)
            expect(of.mean[at]).toBe(mean(values))
            expect(of.deviation[at]).toBe(standardDeviation(values))
            expect(of.least[at]).toBe(values.length === 0 ? Number.NaN : Math.min(...values))
            expect(of.greatest[at]).toBe(values.length === 0 ? Number.NaN : Math.max(...values))
            const kinds = new Set(part.map(({ b }) => identityOfValue(b)))
            expect(levels[depth]!.b!.distinct[at]).toBe(kinds.size)
            expect(columnValue(levels[depth]!.b!.same, at)).toEqual(kinds.size === 1 ? part[0]!.b : undefined)
          })
        for (const part of members)
          expect(new Set(part.map(({ a, b }) => [a, b].map(identityOfValue).join())).size).toBe(1)
      }),
      { numRuns: propertyCases(200) },
    )
  })
  it('come by the mean of a measure, outer ones and those within each, without one last', () => {
    const ascends = (means: readonly number[]) => {
      const there = means.filter((value) => !Number.isNaN(value))
      expect(means.slice(there.length).every(Number.isNaN)).toBe(true)
      expect(there).toEqual([...there].sort((x, y) => x - y))
    }
    fc.assert(
      fc.property(rows, fc.boolean(), (list, descending) => {
        const { groups, measured: levels } = group(list, { measure: 'm', descending })
        const turned = (means: Iterable<number>) => Array.from(means, (value) => (descending ? -value : value))
        ascends(turned(levels[0]!.m!.mean))
        const inner = groups.map(({ values, has }, at) => ({
          id: JSON.stringify([values[0], has[0]]),
          mean: levels[1]!.m!.mean[at]!,
        }))
        for (const part of Map.groupBy(inner, ({ id }) => id).values()) ascends(turned(part.map((one) => one.mean)))
      }),
      { numRuns: propertyCases(200) },
    )
  })
  it('have a course as far as half of their runs go', () => {
    const flat = (value: number, epochs: number) => ({ values: [value, value, value], epochs })
    const { mean: middle, low, high } = curveOf([flat(1, 101), flat(3, 101), flat(2, 51)])
    expect(middle).toHaveLength(40)
    expect(middle[0]).toBe(2)
    expect(middle.at(-1)).toBe(2)
    expect(high[0]).toBe(3)
    expect(low[0]).toBe(1)
    expect(curveOf([flat(1, 100), flat(1, 10), flat(1, 10)]).mean.length).toBeLessThan(6)
    // In a straight line between two values, and alike where epochs are.
    expect(curveOf([{ values: [0, 2], epochs: 11 }]).mean.at(20)).toBeCloseTo(40 / 39)
    expect(curveOf([])).toEqual({ mean: [], low: [], high: [] })
    expect(courseOf(undefined, 3)).toBeNull()
    expect(courseOf([1, 2], 0)).toBeNull()
  })
})
