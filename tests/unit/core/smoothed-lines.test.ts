/** Smoothed values of lines, whatever is shown of them, beside the whole series smoothed at once. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { setImmediate } from 'node:timers/promises'
import { PlateauError } from '../../../src-main/contract/errors'
import type { Line, LinesInput } from '../../../src-main/contract/lines'
import { smoothingMethods, type Smoothing } from '../../../src-main/contract/smoothing'
import { prepareLines, readLines } from '../../../src-main/core/history/lines/lines'
import { packFrozen, unpackFrozen } from '../../../src-main/core/reports/frozen'
import type { ResolvedReport } from '../../../src-main/core/reports/resolve'
import { smooth } from '../../../src-main/maths/smoothing'
import { readFixture } from '../training/oracle'
import { distance, toDoubles, type JsonNumbers } from '../maths/doubles'
import { propertyCases } from '../../support/property'
import { addStoredRun, endStoredRun, epochOf, useStore } from '../../support/store'

const { store } = useStore()
const key = 'reward'
/** Steps of a run are a tenth of its epochs. */
const tenSteps = { trainSize: 320, batchSize: 32 }

type Series = { readonly steps: Float64Array; readonly seconds: Float64Array; readonly values: Float64Array }

/** A wave with gaps and spikes, unevenly spaced. */
const series = (minLength: number, maxLength: number): fc.Arbitrary<Series> =>
  fc
    .tuple(
      fc.integer({ min: minLength, max: maxLength }),
      fc.integer({ min: 2, max: 9 }),
      fc.array(
        fc.tuple(
          fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
          fc.constantFrom(1_000, -500, Number.NaN, Infinity, -Infinity, 0),
        ),
        { maxLength: 12 },
      ),
    )
    .map(([length, stride, odd]) => {
      const steps = Float64Array.from({ length }, (_, index) => index * stride + (index % 7 === 0 ? 1 : 0))
      const values = steps.map((step) => Math.sin(step / 40) + Math.cos(step * 1.7))
      for (const [share, value] of odd) values[Math.floor(share * length)] = value
      return { steps, seconds: steps.map((step) => step / 8 + Math.floor(step / 900) * 30), values }
    })
const anySmoothing: fc.Arbitrary<Smoothing> = fc.oneof(
  fc.record({
    method: fc.constantFrom('ema' as const, 'time-weighted-ema' as const),
    amount: fc.constantFrom(0.3, 0.9, 0.99, 0.999),
  }),
  fc.record({ method: fc.constant('gaussian' as const), amount: fc.constantFrom(0.5, 3, 50, 2_000) }),
  fc.record({ method: fc.constant('running-average' as const), amount: fc.constantFrom(2, 5, 101, 1_500) }),
)
const share = fc.double({ min: -0.1, max: 1.1, noNaN: true })

let mark = 0
function add({ steps, seconds, values }: Series): string {
  const id = `s${(mark += 1)}`
  addStoredRun(store(), id, {}, tenSteps)
  store().batches.append(id, key, { steps, seconds, values })
  return id
}
const read = (run: string, input: Partial<LinesInput>): Line =>
  readLines(store(), { series: [{ run, key }], x: 'step', buckets: 400, ...input })[0]!

/** Each shown point has what the whole series has there. */
function expectAsWhole(line: Line, x: ArrayLike<number>, y: Float64Array, smoothing: Smoothing): void {
  const whole = smooth(x, y, smoothing)
  const indexOf = new Map(Array.from(x, (at, index) => [at, index]))
  const finite = Array.from(y).filter(Number.isFinite)
  const most = finite.reduce((greatest, value) => Math.max(greatest, Math.abs(value)), 1)
  expect(line.smoothed).toHaveLength(line.x.length)
  const wrong = Array.from(line.x.keys()).filter((row) => {
    const expected = whole[indexOf.get(line.x[row]!)!]!
    const found = line.smoothed![row]!
    return Number.isFinite(expected) ? !(Math.abs(found - expected) <= 1e-12 * most) : !Object.is(found, expected)
  })
  expect(wrong).toEqual([])
}
const rangeOf = (steps: Float64Array, left: number, right: number): [number, number] => {
  const end = steps.at(-1) ?? 1
  return [Math.min(left, right) * end, Math.max(left, right) * end + 1]
}

describe('smoothed values', () => {
  it('are those of every stored point, at every zoom and width, by every method', () => {
    fc.assert(
      fc.property(
        series(1, 6_000),
        anySmoothing,
        fc.integer({ min: 1, max: 900 }),
        share,
        share,
        (points, by, n, l, r) => {
          const id = add(points)
          const range = rangeOf(points.steps, l, r)
          for (const input of [{ buckets: n }, { buckets: n, range }, { buckets: 8_192, range }]) {
            const line = read(id, { ...input, smoothing: by })
            expectAsWhole(line, points.steps, points.values, by)
            const { smoothed: _, ...rest } = line
            expect(rest).toEqual(read(id, input))
          }
        },
      ),
      { numRuns: propertyCases(30) },
    )
  })

  it('go on from the last state as points come, and are worked out anew for points that were cut off', () => {
    fc.assert(
      fc.property(series(2, 4_000), series(2, 3_000), anySmoothing, share, (first, second, by, place) => {
        const id = add(first)
        read(id, { smoothing: by })
        const end = first.steps.at(-1)! + 1
        const more = {
          ...second,
          steps: second.steps.map((step) => step + end),
          seconds: second.seconds.map((at) => at + 1e5),
        }
        store().batches.append(id, key, more)
        const join = (left: Float64Array, right: Float64Array) => Float64Array.of(...left, ...right)
        expectAsWhole(read(id, { smoothing: by }), join(first.steps, more.steps), join(first.values, more.values), by)
        // As a run that is resumed: the same steps again, with other values.
        const from = Math.max(0, Math.min(first.steps.length - 1, Math.floor(place * first.steps.length)))
        store().batches.cut(id, [key], from === 0 ? -1 : first.steps[from - 1]!)
        const anew = first.values.map((value, index) => (index < from ? value : 3 - value))
        store().batches.append(id, key, {
          steps: first.steps.subarray(from),
          seconds: first.seconds.subarray(from),
          values: anew.subarray(from),
        })
        expectAsWhole(read(id, { smoothing: by }), first.steps, anew, by)
      }),
      { numRuns: propertyCases(30) },
    )
  })

  it('are weighted by the distances of the axis that is shown', () => {
    const points = fc.sample(series(5_000, 5_000), { numRuns: 1, seed: 1 })[0]!
    const id = add(points)
    const by = { method: 'time-weighted-ema', amount: 0.9 } as const
    expectAsWhole(
      read(id, { smoothing: by, x: 'epoch' }),
      points.steps.map((step) => step / 10),
      points.values,
      by,
    )
    const line = read(id, { smoothing: by, x: 'relative', buckets: 8_192 })
    // Times of a chunk are float32 differences.
    expect(line.x).toHaveLength(5_000)
    expectAsWhole(line, line.x, points.values, by)
    for (const range of [
      [100, 140],
      [100, 900],
    ] as [number, number][]) {
      const zoomed = read(id, { smoothing: by, x: 'relative', buckets: 50, range })
      for (const [row, at] of zoomed.x.entries())
        expect(Math.abs(zoomed.smoothed![row]! - line.smoothed![line.x.indexOf(at)]!)).toBeLessThan(1e-9)
    }
  })

  it('of epochs, and over another series, are those of every point too', () => {
    for (const method of smoothingMethods) {
      if (method === 'none') continue
      const by = { method, amount: method === 'gaussian' || method === 'running-average' ? 4 : 0.9 }
      const id = `e${method}`
      addStoredRun(store(), id, {}, tenSteps)
      const values = Float64Array.from({ length: 300 }, (_, index) => (index === 40 ? Number.NaN : Math.sin(index)))
      for (const [index, value] of values.entries()) store().epochs.commit(id, epochOf(index + 1, value))
      const epochs = values.map((_, index) => index + 1)
      const ask = (input: Partial<LinesInput>) =>
        readLines(store(), {
          series: [{ run: id, key: 'val_mse' }],
          x: 'epoch',
          buckets: 20,
          smoothing: by,
          ...input,
        })[0]!
      for (const input of [{}, { buckets: 500 }, { range: [100, 130] as [number, number] }])
        expectAsWhole(ask(input), epochs, values, by)
      const other = values.map((_, index) => 2_000 - index)
      store().batches.append(id, 'tokens', { steps: epochs.map((epoch) => epoch * 10), seconds: epochs, values: other })
      for (const input of [{}, { buckets: 500 }, { range: [1_800, 1_850] as [number, number] }])
        expectAsWhole(ask({ x: { key: 'tokens' }, ...input }), other, values, by)
    }
  })

  it('are pandas’ and SciPy’s', () => {
    type Fixture = {
      x: JsonNumbers
      y: JsonNumbers
      expected: (Smoothing & { smoothed: JsonNumbers })[]
    }[]
    for (const { x, y, expected } of readFixture<Fixture>('maths-smoothing.json')) {
      const steps = Float64Array.from(toDoubles(x))
      const isStored = steps.every((step, index) => Number.isInteger(step) && step > (steps[index - 1] ?? -1))
      if (!isStored) continue
      const values = Float64Array.from(toDoubles(y))
      const id = add({ steps, seconds: steps, values })
      for (const { smoothed, ...by } of expected) {
        const line = read(id, { smoothing: by, buckets: 8_192 })
        expect(distance(line.smoothed!, toDoubles(smoothed))).toBeLessThan(1e-9)
      }
    }
    expect(mark).toBeGreaterThan(1)
  })
})

it('lines of reports that were frozen without smoothed values are smoothed as they were then', () => {
  const line = { run: 'a', key, x: Float64Array.of(1, 2, 4), y: Float64Array.of(1, 0, 4), low: null, high: null }
  const frozen = (settings: object, more: object = {}) => {
    const source = { kind: 'panel', settings }
    const figures = new Map([['f', { source, runs: [], all: [], lines: [{ ...line, ...more }] }]])
    const packed = packFrozen({ title: '', blocks: [], runs: [], figures } as unknown as ResolvedReport)
    return unpackFrozen(packed).figures.get('f')!.lines[0]!.smoothed
  }
  const smoothing: Smoothing = { method: 'ema', amount: 0.5 }
  expect(frozen({ smoothing })).toEqual(smooth(line.x, line.y, smoothing))
  expect(frozen({ smoothing }, { smoothed: Float64Array.of(7, 7, 7) })).toEqual(Float64Array.of(7, 7, 7))
  expect(frozen({ smoothing: { method: 'ema', amount: 0 } })).toBeUndefined()
})

describe('a long series', () => {
  it('is read in slices where it is not smoothed, too, and is the same', async () => {
    const count = 300_000
    const steps = Float64Array.from({ length: count }, (_, index) => index)
    const id = add({ steps, seconds: steps, values: steps.map((step) => Math.sin(step / 77)) })
    let turns = 0
    let isDone = false
    const others = (async () => {
      while (!isDone) {
        await setImmediate()
        turns += 1
      }
    })()
    const ask: LinesInput = { series: [{ run: id, key }], x: 'step', buckets: 1_200 }
    const prepared = await prepareLines(store(), ask, { sliceMilliseconds: 0 })
    isDone = true
    await others
    expect([turns > 100, prepared.size]).toEqual([true, 1])
    expect(readLines(store(), ask, prepared)).toEqual(readLines(store(), ask))
    // What has come since is read anew.
    store().batches.append(id, key, { steps: [count], seconds: [count], values: [5] })
    expect(readLines(store(), ask, prepared)[0]!.y.at(-1)).toBe(5)
  })
})

describe('smoothing a long series', () => {
  const long = () => {
    const steps = Float64Array.from({ length: 100_000 }, (_, index) => index)
    return add({ steps, seconds: steps, values: steps.map((step) => Math.sin(step / 1_000) + Math.cos(step)) })
  }
  const input = (run: string, by: Smoothing): LinesInput => ({
    series: [{ run, key }],
    x: 'step',
    buckets: 1_200,
    smoothing: by,
  })

  it.each([
    { method: 'ema', amount: 0.99 },
    { method: 'time-weighted-ema', amount: 0.99 },
    { method: 'gaussian', amount: 100 },
    { method: 'running-average', amount: 2_000 },
  ] as const)('by $method leaves turns to others, and points that come meanwhile are in it', async (by) => {
    const id = long()
    let turns = 0
    let isDone = false
    const others = (async () => {
      while (!isDone) {
        await setImmediate()
        turns += 1
        if (turns === 2)
          store().batches.append(id, key, { steps: [100_000, 100_001], seconds: [1e5, 1e5], values: [9, Number.NaN] })
      }
    })()
    await prepareLines(store(), input(id, by), { sliceMilliseconds: 0 })
    isDone = true
    await others
    expect(turns).toBeGreaterThan(5)
    const { steps, values } = store().batches.read(store().batches.find(id, key)!)
    expect(steps).toHaveLength(100_002)
    expectAsWhole(readLines(store(), input(id, by))[0]!, steps, values, by)
  })

  it('ends when nobody waits for it any more, and when its run is gone', async () => {
    const id = long()
    const by = { method: 'gaussian', amount: 500 } as const
    const controller = new AbortController()
    const reason = new Error('Nobody waits')
    const prepared = prepareLines(store(), input(id, by), { signal: controller.signal, sliceMilliseconds: 0 })
    controller.abort(reason)
    await expect(prepared).rejects.toBe(reason)
    endStoredRun(store(), id)
    const again = prepareLines(store(), input(id, { method: 'ema', amount: 0.5 }), { sliceMilliseconds: 0 })
    // Its run was found, and its points are being read.
    for (let pass = 0; pass < 3; pass += 1) await setImmediate()
    store().annotations.bin(id, '2026-01-02T00:00:00.000Z')
    expect(store().annotations.purge(id)).toBe(true)
    await again
    expect(() => readLines(store(), input(id, by))).toThrow(PlateauError)
  })
})
