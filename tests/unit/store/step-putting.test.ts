/** Points put among those of long series: the same as in a plain map, whatever chunks they fall into, and without touching the others. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { propertyCases } from '../../support/property'
import { addStoredRun, useStore } from '../../support/store'

const { store } = useStore()
const steps = fc.array(fc.integer({ min: 0, max: 12_000 }), { minLength: 1, maxLength: 1_500 })

it('is what a map of steps would have', () => {
  let number = 0
  fc.assert(
    fc.property(fc.array(steps, { minLength: 1, maxLength: 4 }), fc.integer({ min: 0, max: 5_000 }), (puts, length) => {
      number += 1
      const run = `run${number}`
      addStoredRun(store(), run)
      const expected = new Map<number, number>()
      let seconds = 0
      const put = (asked: readonly number[], value: (index: number) => number) => {
        let replaced = 0
        asked.forEach((step, index) => {
          if (expected.has(step)) replaced += 1
          expected.set(step, value(index))
        })
        seconds += 1
        const points = {
          steps: asked,
          values: asked.map((_, index) => value(index)),
          seconds: asked.map(() => seconds),
        }
        expect(store().batches.put(run, 'loss', points)).toEqual({ count: expected.size, replaced })
      }
      // Every other step, in whole chunks and a tail.
      if (length > 0)
        put(
          Array.from({ length }, (_, index) => 2 * index),
          (index) => index,
        )
      puts.forEach((asked, at) => put(asked, (index) => -1_000 * (at + 1) - index))
      const series = store().batches.find(run, 'loss')!
      const read = store().batches.read(series)
      const sorted = [...expected].sort(([left], [right]) => left - right)
      expect([...read.steps]).toEqual(sorted.map(([step]) => step))
      expect([...read.values]).toEqual(sorted.map(([, value]) => value))
      expect([...read.seconds]).toEqual([...read.seconds].sort((left, right) => left - right))
      expect(store().batches.endOf(run, 'loss')).toMatchObject({
        pointCount: sorted.length,
        lastStep: sorted.at(-1)![0],
      })
      const summaries = store().batches.summaries(series)
      const inChunks = summaries.reduce((sum, { count }) => sum + count, 0)
      expect(inChunks + store().batches.tail(series).steps.length).toBe(sorted.length)
      expect(Math.max(0, ...summaries.map(({ count }) => count))).toBeLessThanOrEqual(1_024)
    }),
    { numRuns: propertyCases(15) },
  )
})

it('leaves the chunks of a long series as they are, and its digest right', () => {
  addStoredRun(store(), 'long')
  const all = Array.from({ length: 30_000 }, (_, step) => step)
  store().batches.put('long', 'loss', { steps: all, seconds: all, values: all })
  const series = store().batches.find('long', 'loss')!
  const before = store().batches.summaries(series)
  expect(store().batches.put('long', 'loss', { steps: [5, 29_999], seconds: [9, 9], values: [-1, 1e6] })).toEqual({
    count: 30_000,
    replaced: 2,
  })
  const after = store().batches.summaries(series)
  expect(
    after.map((summary, at) => JSON.stringify(summary) === JSON.stringify(before[at])).filter((isSame) => !isSame),
  ).toHaveLength(1)
  const digest = new Map(store().digests.ofRun('long')).get('loss')
  expect(digest).toMatchObject({ count: 30_000, minimum: -1, minimumStep: 5, maximum: 1e6, last: 1e6 })
})
