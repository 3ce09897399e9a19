import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { summarizeChunk } from '../../../src-main/store/chunk-summaries'
import type { StepColumns } from '../../../src-main/store/step-columns'
import { stepPoints } from '../../support/step-points'
import { addStoredRun, useStore } from '../../support/store'

const { store, database } = useStore()

const cutAt = ({ steps, seconds, values }: StepColumns, from: number, to: number): StepColumns => ({
  steps: steps.slice(from, to),
  seconds: seconds.slice(from, to),
  values: values.slice(from, to),
})
const read = (run: string, key: string) => {
  const series = store().batches.find(run, key)
  return series === null ? null : store().batches.read(series)
}
const count = (table: string) => database().prepare(`SELECT count(*) FROM ${table}`).pluck().get()

/** Bit by bit, the sign of a zero too. */
function expectSame(found: StepColumns | null, expected: StepColumns) {
  expect(found!.steps).toEqual(expected.steps)
  expected.values.forEach((value, index) => {
    const back = found!.values[index]!
    if (!Object.is(back, value)) throw new Error(`${value} came back as ${back}`)
  })
}

describe('series by step', () => {
  it('come back exactly, in whatever sizes they were appended', () => {
    let run = 0
    fc.assert(
      fc.property(
        stepPoints({ minLength: 1, maxLength: 3_500 }),
        fc.array(fc.integer({ min: 1, max: 1_500 }), { minLength: 1, maxLength: 12 }),
        (points, sizes) => {
          run += 1
          const id = `r${run}`
          addStoredRun(store(), id)
          const total = points.steps.length
          for (let from = 0, turn = 0; from < total; turn += 1) {
            const to = Math.min(total, from + sizes[turn % sizes.length]!)
            expect(store().batches.append(id, 'k', cutAt(points, from, to))).toBe(to)
            from = to
          }
          expectSame(read(id, 'k'), points)
          expect(store().batches.endOf(id, 'k')).toMatchObject({
            pointCount: total,
            lastStep: points.steps.at(-1),
            lastSeconds: points.seconds.at(-1),
          })
          const series = store().batches.find(id, 'k')!
          const summaries = store().batches.summaries(series)
          expect(summaries).toHaveLength(Math.floor(total / 1_024))
          for (const summary of summaries)
            expect(summary).toEqual(summarizeChunk(store().batches.chunk(series, summary.firstStep)))
          const { steps, seconds, values } = store().batches.tail(series)
          expect(store().batches.tailEnds(series)).toEqual(
            steps.length === 0
              ? null
              : {
                  firstStep: steps[0],
                  firstSeconds: seconds[0],
                  lastStep: steps.at(-1),
                  lastSeconds: seconds.at(-1),
                  count: steps.length,
                  last: values.at(-1),
                },
          )
        },
      ),
      { numRuns: 25, endOnFailure: true },
    )
  })

  it('take plain arrays as well, and stay as they are when nothing is appended', () => {
    addStoredRun(store(), 'a')
    store().batches.append('a', 'k', { steps: [0, 7], seconds: [0, 1], values: [1, Number.NaN] })
    expect(store().batches.append('a', 'k', { steps: [], seconds: [], values: [] })).toBe(2)
    expect(read('a', 'k')!.values).toEqual(Float64Array.of(1, Number.NaN))
    expect(store().batches.keys('a')).toEqual(['k'])
  })

  it('keep a chunk of infinities and NaN by its true extremes', () => {
    addStoredRun(store(), 'a')
    const steps = Float64Array.from({ length: 2_048 }, (_, index) => index)
    const values = steps.map((step) =>
      step >= 1_024 ? Number.NaN : step === 5 ? Number.POSITIVE_INFINITY : step === 6 ? Number.NaN : step,
    )
    store().batches.append('a', 'k', { steps, seconds: steps, values })
    expect(store().batches.summaries(store().batches.find('a', 'k')!)).toMatchObject([
      { low: 0, high: Number.POSITIVE_INFINITY, last: 1_023, count: 1_024 },
      { low: Number.NaN, high: Number.NaN, last: Number.NaN, count: 1_024 },
    ])
    expect([count('batch_chunks'), count('batch_tail')]).toEqual([2, 0])
  })

  it('go with their run', () => {
    addStoredRun(store(), 'a')
    const steps = Float64Array.from({ length: 1_500 }, (_, index) => index)
    store().batches.append('a', 'k', { steps, seconds: steps, values: steps })
    database().exec("DELETE FROM runs WHERE id = 'a'")
    for (const table of ['series', 'step_series', 'batch_chunks', 'batch_tail', 'chunk_summaries'])
      expect(count(table)).toBe(0)
  })
})

describe('points past a step', () => {
  const steps = Float64Array.from({ length: 3_600 }, (_, index) => index + 1)
  const all: StepColumns = {
    steps,
    seconds: steps.map((step) => step / 8),
    values: steps.map((step) => (step % 7 === 0 ? Number.NaN : step)),
  }

  it.each([0, 1, 500, 1_024, 1_500, 2_048, 2_600, 3_600])('are cut at %i, in chunks and tail', (after) => {
    addStoredRun(store(), 'a')
    store().batches.append('a', 'batch_loss', all)
    store().batches.append('a', 'cpu_percent', cutAt(all, 0, 3))
    store().batches.append('a', 'logged', all)
    store().batches.cut('a', ['batch_loss', 'cpu_percent', 'absent'], after)
    if (after === 0) expect(read('a', 'batch_loss')).toBe(null)
    else expect(read('a', 'batch_loss')).toEqual(cutAt(all, 0, after))
    expect(store().batches.endOf('a', 'cpu_percent')?.pointCount ?? 0).toBe(Math.min(3, after))
    // What somebody else logged does not come again.
    expect(store().batches.endOf('a', 'logged')?.pointCount).toBe(3_600)
    // What is trained anew goes on where the cut was.
    expect(store().batches.append('a', 'batch_loss', cutAt(all, after, 3_600))).toBe(3_600)
    expect(read('a', 'batch_loss')).toEqual(all)
    expect(store().batches.endOf('a', 'batch_loss')).toMatchObject({ lastStep: 3_600, lastSeconds: 450 })
  })
})
