/** A group's band from minimum to maximum, from stored points to what is drawn, beside a slow reading of every point. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Line } from '../../../src-main/contract/lines'
import { defaultPanelSettings } from '../../../src-main/contract/workspace'
import { readLines } from '../../../src-main/core/history/lines/lines'
import { relativeTo } from '../../../src-main/maths/relative'
import { lineSpec, type LinePanel } from '../../../src-main/panels/workspace/line-spec'
import { metricPanel } from '../../../src-main/panels/workspace/panels'
import { groupRuns } from '../../../src-main/panels/workspace/run-list'
import { fakeRun, seriesBy } from '../../support/fake-run'
import { propertyCases } from '../../support/property'
import { addStoredRun, useStore } from '../../support/store'

const { store } = useStore()
const key = 'reward'
const panel = metricPanel(key) as LinePanel

type Member = { readonly steps: Float64Array; readonly values: Float64Array }

function addMembers(members: readonly Member[], mark: number): string[] {
  return members.map(({ steps, values }, index) => {
    const id = `r${mark}-${index}`
    addStoredRun(store(), id)
    store().batches.append(id, key, { steps, seconds: steps, values })
    return id
  })
}

function draw(ids: readonly string[], buckets: number, range?: [number, number]) {
  const lines = readLines(store(), {
    series: ids.map((run) => ({ run, key })),
    x: 'step',
    buckets,
    ...(range === undefined ? {} : { range }),
  })
  const runs = ids.map((id) => fakeRun(id, { series: seriesBy('step', { [key]: [1] }) }))
  const spec = lineSpec({
    panel,
    settings: { ...defaultPanelSettings, x: 'step' },
    shown: { all: runs, runs, groups: groupRuns(runs, ['architecture']), groupBy: ['architecture'], baseline: null },
    lineOf: (run) => lines.find((line) => line.run === run),
    labels: false,
  })
  const [series] = spec.series
  return { lines, series: series! }
}

const between = (members: readonly Member[], from: number, to: number): number[] =>
  members.flatMap(({ steps, values }) => Array.from(values).filter((_, at) => steps[at]! >= from && steps[at]! <= to))
const least = (values: Iterable<number>) =>
  Array.from(values).reduce((low, value) => (value < low ? value : low), Infinity)
const most = (values: Iterable<number>) =>
  Array.from(values).reduce((high, value) => (value > high ? value : high), -Infinity)

const spike = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  value: fc.oneof(
    fc.constantFrom(1_000, -500, 1e300, -1e300, 5e-324),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  ),
})
/** Waves with spikes, 0 to 6,000 points every so many steps. */
const member = (length: fc.Arbitrary<number>, stride: fc.Arbitrary<number>): fc.Arbitrary<Member> =>
  fc.tuple(length, stride, fc.array(spike, { maxLength: 5 })).map(([count, apart, spikes]) => {
    const steps = Float64Array.from({ length: count }, (_, index) => index * apart)
    const values = steps.map((step) => Math.sin(step / 50))
    for (const { at, value } of spikes) values[Math.min(count - 1, Math.floor(at * count))] = value
    return { steps, values }
  })
const zoom = fc.option(
  fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0.01, max: 1, noNaN: true })),
  { nil: undefined },
)
const rangeOf = (shown: [number, number] | undefined, end: number): [number, number] | undefined =>
  shown === undefined ? undefined : [shown[0] * end, Math.min(1, shown[0] + shown[1]) * end]

describe('a group’s band from minimum to maximum', () => {
  it('is the least and the greatest of every member’s bucket, at every zoom and width', () => {
    let mark = 0
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 6_000 })
          .chain((length) => fc.array(member(fc.constant(length), fc.constant(3)), { minLength: 1, maxLength: 4 })),
        fc.integer({ min: 1, max: 600 }),
        zoom,
        (members, buckets, shown) => {
          const end = members[0]!.steps.at(-1)!
          const range = rangeOf(shown, end)
          const { lines, series } = draw(addMembers(members, (mark += 1)), buckets, range)
          const [{ width }] = lines as [Line]
          const [from, to] = range ?? [0, end]
          for (let index = 0; index < series.x.length; index += 1) {
            const at = series.x[index]!
            // The neighbours outside stand for themselves.
            const isInside = at >= from && at <= to
            const start = width === null || !isInside ? at : Math.max(from, Math.floor(at / width) * width)
            const values = between(members, start, at)
            expect(series.band!.low[index]).toBe(least(values))
            expect(series.band!.high[index]).toBe(most(values))
          }
        },
      ),
      { numRuns: propertyCases(25) },
    )
  })

  it('loses no minimum and no maximum where members have other lengths and paces', () => {
    let mark = 0
    fc.assert(
      fc.property(
        fc.array(member(fc.integer({ min: 2, max: 6_000 }), fc.integer({ min: 1, max: 7 })), {
          minLength: 2,
          maxLength: 4,
        }),
        fc.integer({ min: 1, max: 600 }),
        zoom,
        (members, buckets, shown) => {
          const range = rangeOf(shown, most(members.map(({ steps }) => steps.at(-1)!)))
          const { lines, series } = draw(addMembers(members, (mark += 1)), buckets, range)
          const drawn = lines.filter(({ x }) => x.length > 0)
          if (drawn.length === 0) return
          // All that is drawn, the neighbours outside with it.
          const outside = drawn.flatMap(({ x, y }) => [y[0]!, y.at(-1)!].filter((_, end) => x.length > end))
          const [from, to] = range ?? [0, Infinity]
          const values = [...between(members, from, to), ...outside]
          expect(least(Array.from(series.band!.low).filter(Number.isFinite))).toBe(least(values))
          expect(most(Array.from(series.band!.high).filter(Number.isFinite))).toBe(most(values))
        },
      ),
      { numRuns: propertyCases(25) },
    )
  })

  it('has the spikes of three runs of 200,000 points', () => {
    const members = [0, 1, 2].map((run): Member => {
      const steps = Float64Array.from({ length: 200_000 }, (_, index) => index)
      const values = steps.map((step) => run + Math.sin(step / 1_000) / 4)
      values[70_001 + run] = 1_000
      values[140_003 + run] = -500
      return { steps, values }
    })
    const ids = addMembers(members, 0)
    for (const buckets of [128, 1_200]) {
      const { series } = draw(ids, buckets)
      expect([least(series.band!.low as Float64Array), most(series.band!.high as Float64Array)]).toEqual([-500, 1_000])
    }
  })
})

it('a ratio to a baseline below 0 keeps its least below its greatest', () => {
  const { low, high } = relativeTo({ x: [1], y: [4], low: [2], high: [6] }, { x: [1], y: [-2] }, 'ratio')
  expect([Array.from(low ?? []), Array.from(high ?? [])]).toEqual([[-3], [-1]])
})
