/** Digests that are kept while points come and go are those of the points that are there. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SeriesDigest } from '../../../src-main/contract/run'
import { propertyCases } from '../../support/property'
import { addStoredRun, endStoredRun, epochOf, useStore } from '../../support/store'

const { store, database } = useStore()

/** Worked out at once, by sorting and filtering. */
function plainDigest(by: SeriesDigest['by'], points: ReadonlyMap<number, number>): SeriesDigest | undefined {
  const all = [...points].sort(([left], [right]) => left - right)
  if (all.length === 0) return undefined
  const finite = all.filter(([, value]) => Number.isFinite(value))
  const lowest = finite.find(([, value]) => finite.every(([, other]) => !(other < value)))
  const highest = finite.find(([, value]) => finite.every(([, other]) => !(other > value)))
  const firstOf = (wanted: number) => all.find(([, value]) => value === wanted)?.[0] ?? null
  return {
    by,
    count: all.length,
    firstStep: all[0]![0],
    lastStep: all.at(-1)![0],
    last: all.at(-1)![1],
    minimum: lowest?.[1] ?? null,
    minimumStep: lowest?.[0] ?? null,
    maximum: highest?.[1] ?? null,
    maximumStep: highest?.[0] ?? null,
    nan: all.filter(([, value]) => Number.isNaN(value)).length,
    infinite: all.length - finite.length - all.filter(([, value]) => Number.isNaN(value)).length,
    positiveInfinityStep: firstOf(Number.POSITIVE_INFINITY),
    negativeInfinityStep: firstOf(Number.NEGATIVE_INFINITY),
  }
}

const anyValue = fc.oneof(
  { weight: 3, arbitrary: fc.double({ noNaN: true }) },
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, 5e-324, -5e-324, 1, -1),
)
const values = (maxLength: number) => fc.array(anyValue, { minLength: 1, maxLength })

type Change =
  | { readonly kind: 'append'; readonly gap: number; readonly values: readonly number[] }
  | { readonly kind: 'put'; readonly steps: readonly number[]; readonly values: readonly number[] }
  | { readonly kind: 'cut'; readonly at: number }
  | { readonly kind: 'pack' }
  | { readonly kind: 'forget' }

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant('append' as const), gap: fc.integer({ min: 1, max: 9 }), values: values(9) }),
  // Over the length of a chunk.
  fc.record({
    kind: fc.constant('append' as const),
    gap: fc.integer({ min: 1, max: 9 }),
    values: values(4).map((some) => Array.from({ length: 1_100 }, (_, index) => some[index % some.length]!)),
  }),
  fc.array(fc.tuple(fc.integer({ min: 0, max: 1_500 }), anyValue), { minLength: 1, maxLength: 6 }).map((points) => ({
    kind: 'put' as const,
    steps: points.map(([step]) => step),
    values: points.map(([, value]) => value),
  })),
  fc.record({ kind: fc.constant('cut' as const), at: fc.integer({ min: -1, max: 2_500 }) }),
  fc.constant({ kind: 'pack' as const }),
  fc.constant({ kind: 'forget' as const }),
)

/** Does to the store and to the plain points what a change says. */
function apply(run: string, points: Map<number, number>, one: Change): void {
  const { batches } = store()
  const last = Math.max(-1, ...points.keys())
  switch (one.kind) {
    case 'append': {
      const steps = one.values.map((_, index) => last + one.gap * (index + 1))
      batches.append(run, 'k', { steps, seconds: steps, values: one.values })
      steps.forEach((step, index) => points.set(step, one.values[index]!))
      break
    }
    case 'put': {
      const before = points.size
      const { count, replaced } = batches.put(run, 'k', { steps: one.steps, seconds: one.steps, values: one.values })
      one.steps.forEach((step, index) => points.set(step, one.values[index]!))
      expect(count).toBe(points.size)
      expect(replaced).toBe(one.steps.length - (points.size - before))
      break
    }
    case 'cut':
      batches.cut(run, ['k'], one.at)
      for (const step of [...points.keys()]) if (step > one.at) points.delete(step)
      break
    case 'pack':
      batches.pack(run)
      break
    case 'forget':
      database().exec('UPDATE series SET count = NULL')
  }
}

describe('digests of series by step', () => {
  it('are those of the points, whatever was appended, replaced, cut off and packed', () => {
    let made = 0
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), fc.boolean(), (changes, hasEnded) => {
        const run = `run${(made += 1)}`
        addStoredRun(store(), run)
        if (hasEnded) endStoredRun(store(), run)
        const points = new Map<number, number>()
        for (const one of changes) {
          apply(run, points, one)
          const digest = new Map(store().digests.ofRun(run)).get('k')
          expect(digest).toEqual(plainDigest('step', points))
        }
        const series = store().batches.find(run, 'k')
        const read = series === null ? { steps: [], values: [], seconds: [] } : store().batches.read(series)
        const expected = [...points].sort(([left], [right]) => left - right)
        expect(Array.from(read.steps)).toEqual(expected.map(([step]) => step))
        expect(Array.from(read.values)).toEqual(expected.map(([, value]) => value))
        read.seconds.forEach((second, index) => expect(second).toBeGreaterThanOrEqual(read.seconds[index - 1] ?? 0))
        expect(store().batches.endOf(run, 'k')?.pointCount ?? 0).toBe(points.size)
      }),
      { numRuns: propertyCases(40) },
    )
  })
})

describe('digests of series by epoch', () => {
  it('are those of the points, in rows and packed, as epochs come, come again and go on', () => {
    let made = 0
    const epoch = fc.record({
      epoch: fc.integer({ min: 1, max: 12 }),
      value: anyValue,
      then: fc.constantFrom('nothing', 'pack', 'forget'),
    })
    fc.assert(
      fc.property(fc.array(epoch, { minLength: 1, maxLength: 15 }), (epochs) => {
        const run = `run${(made += 1)}`
        addStoredRun(store(), run)
        endStoredRun(store(), run)
        const points = new Map<number, number>()
        store().transaction(() => {
          for (const { epoch: number, value, then } of epochs) {
            store().epochs.commit(run, epochOf(number, value))
            points.set(number, value)
            if (then === 'pack') store().epochs.pack(run)
            if (then === 'forget') database().exec('UPDATE series SET count = NULL')
            expect(new Map(store().digests.ofRun(run)).get('val_mse')).toEqual(plainDigest('epoch', points))
          }
        })
        const expected = [...points].sort(([left], [right]) => left - right)
        expect(store().epochs.values(run).get('val_mse')).toEqual(expected)
        expect(store().epochs.totals(run)).toMatchObject({ epochs: points.size, trainingSeconds: 2 * points.size })
      }),
      { numRuns: propertyCases(60) },
    )
  })

  it('that a client logs take any order and any epoch from 0 on, and count what was replaced', () => {
    addStoredRun(store(), 'a')
    database().exec('UPDATE runs SET steps_are_epochs = 1')
    const log = (epochs: number[], values: number[]) =>
      store().epochs.append('a', 'score', { epochs, seconds: epochs.map((epoch) => 10 * epoch), values })
    expect(log([3, 0, 1], [0.3, 0, 0.1])).toBe(0)
    expect(log([1, 2, 1], [7, 0.2, 9])).toBe(2)
    expect(store().epochs.values('a').get('score')).toEqual([
      [0, 0],
      [1, 9],
      [2, 0.2],
      [3, 0.3],
    ])
    expect(store().epochs.clock('a', 'elapsedSeconds')!.values).toEqual(Float64Array.of(0, 10, 20, 30))
    expect(store().epochs.countUnreadable('a')).toBe(0)
    endStoredRun(store(), 'a')
    expect(store().epochs.pack('a')).toBe(true)
    expect(store().epochs.column('a', 'score')).toEqual({
      epochs: Int32Array.of(0, 1, 2, 3),
      values: Float64Array.of(0, 9, 0.2, 0.3),
    })
    expect(store().epochs.countUnreadable('a')).toBe(0)
    expect(log([4], [0.4])).toBe(0)
    expect(new Map(store().digests.ofRun('a')).get('score')).toMatchObject({ count: 5, maximum: 9, maximumStep: 1 })
  })
})

describe('digests of many runs', () => {
  it('are the same asked for by run, by runs and by key', () => {
    for (const run of ['c', 'a', 'b']) {
      addStoredRun(store(), run)
      store().epochs.commit(run, epochOf(1, run.charCodeAt(0)))
      if (run !== 'a') store().batches.append(run, 'k', { steps: [4], seconds: [0], values: [run.charCodeAt(0)] })
    }
    const each = (runs: string[]) => runs.map((run) => [run, store().digests.ofRun(run)])
    expect([...store().digests.ofRuns(['b', 'c', 'none', 'a'])]).toEqual(each(['b', 'c', 'a']))
    // In the order in which they were made.
    expect([...store().digests.ofKey('k')].map(([run, { last }]) => [run, last])).toEqual([
      ['c', 99],
      ['b', 98],
    ])
    expect(store().digests.ofKey('none').size).toBe(0)
    database().exec('UPDATE series SET count = NULL')
    expect([...store().digests.ofKey('k')].map(([run]) => run)).toEqual(['c', 'b'])
    expect([...store().digests.ofRuns(['b'])]).toEqual(each(['b']))
  })
})
