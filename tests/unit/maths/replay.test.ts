import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { initialEarlyStoppingState, observeEpoch } from '../../../src-main/contract/early-stopping'
import { replay, ruleKinds } from '../../../src-main/maths/replay'
import { readFixture } from '../training/oracle'
import { toDoubles, type JsonNumbers } from './doubles'

type Fixture = {
  values: JsonNumbers
  patience: number
  minDelta: number
  direction: 'lower' | 'higher'
  waited: number[]
  stopEpoch: number | null
}[]

const epochsOf = (values: readonly number[]) => values.map((_, index) => index + 1)
const anyValues = fc.array(
  fc.oneof(
    fc.integer({ min: 0, max: 8 }).map((eighths) => eighths / 8),
    fc.constantFrom(Number.NaN, Infinity),
  ),
  { maxLength: 30 },
)
const anyRule = fc.record({ patience: fc.integer({ min: 1, max: 5 }), minDelta: fc.constantFrom(0, 0.1, 0.25) })
const rule = { patience: 2, minDelta: 0.1 }

describe("Keras' rule beside Keras' own callback", () => {
  it.each(readFixture<Fixture>('early-stopping-keras.json'))(
    '$values, patience $patience, minDelta $minDelta, $direction is better',
    ({ values: written, patience, minDelta, direction, waited, stopEpoch }) => {
      const values = toDoubles(written)
      const found = replay(epochsOf(values), values, 'best-so-far', { patience, minDelta }, direction)
      expect(found.stopEpoch).toBe(stopEpoch)
      expect(found.epochs.slice(0, waited.length).map(({ count }) => count)).toEqual(waited)
    },
  )
})

describe("a replay of this report's rule", () => {
  it('has the counts and the stop of the reducer that the trainer uses', () => {
    fc.assert(
      fc.property(anyValues, anyRule, (values, any) => {
        const found = replay(epochsOf(values), values, 'previous-epoch', any)
        let state = initialEarlyStoppingState
        const counts = values.map((value) => (state = observeEpoch(state, value, any)).quietEpochs)
        expect(found.epochs.map(({ count }) => count)).toEqual(counts)
        const stop = counts.findIndex((count) => count >= any.patience)
        expect(found.stopEpoch).toBe(stop < 0 ? null : stop + 1)
      }),
    )
  })

  it('takes a jump to infinity for no quiet epoch, and NaN for one', () => {
    const values = [1, 1, Infinity, Infinity, 1, Number.NaN, Number.NaN]
    const { epochs, stopEpoch } = replay(epochsOf(values), values, 'previous-epoch', { patience: 3, minDelta: 1 })
    expect(epochs.map(({ quiet }) => quiet)).toEqual([false, true, false, false, true, true, true])
    expect(stopEpoch).toBe(7)
  })

  it('tells each change, which epochs were quiet, and goes on telling behind the stop', () => {
    const values = [1, 0.5, 0.5, Number.NaN, 0.75, 0.75]
    expect(replay([3, 4, 5, 6, 7, 8], values, 'previous-epoch', rule)).toEqual({
      epochs: [
        { epoch: 3, change: null, quiet: false, count: 0 },
        { epoch: 4, change: 0.5, quiet: false, count: 0 },
        { epoch: 5, change: 0, quiet: true, count: 1 },
        { epoch: 6, change: null, quiet: true, count: 2 },
        { epoch: 7, change: 0.25, quiet: false, count: 2 },
        { epoch: 8, change: 0, quiet: false, count: 2 },
      ],
      stopEpoch: 6,
    })
  })
})

describe('a replay of any rule', () => {
  it('stops no earlier with more patience', () => {
    fc.assert(
      fc.property(anyValues, anyRule, fc.constantFrom(...ruleKinds), (values, any, kind) => {
        const stopOf = (patience: number) =>
          replay(epochsOf(values), values, kind, { ...any, patience }).stopEpoch ?? Number.POSITIVE_INFINITY
        expect(stopOf(any.patience + 1)).toBeGreaterThanOrEqual(stopOf(any.patience))
      }),
    )
  })

  it('stops no later with a larger minDelta, from epoch to epoch', () => {
    fc.assert(
      fc.property(anyValues, anyRule, (values, any) => {
        const stopOf = (minDelta: number) =>
          replay(epochsOf(values), values, 'previous-epoch', { ...any, minDelta }).stopEpoch ?? Number.POSITIVE_INFINITY
        expect(stopOf(any.minDelta + 0.125)).toBeLessThanOrEqual(stopOf(any.minDelta))
      }),
    )
  })

  it('may stop later with a larger minDelta where the best counts, as a best that is kept for longer is easier to beat', () => {
    const values = [1, 0.9, 0.85, 0.845]
    const stopOf = (minDelta: number) =>
      replay(epochsOf(values), values, 'best-so-far', { patience: 2, minDelta }).stopEpoch
    expect(stopOf(0.06)).toBe(4)
    expect(stopOf(0.12)).toBeNull()
  })

  it('takes a metric where higher is better as its mirror where lower is', () => {
    fc.assert(
      fc.property(anyValues, anyRule, (values, any) => {
        const mirrored = values.map((value) => -value)
        expect(replay(epochsOf(values), values, 'best-so-far', any, 'higher')).toEqual(
          replay(epochsOf(values), mirrored, 'best-so-far', any, 'lower'),
        )
      }),
    )
  })

  it('never stops by no rule', () => {
    const { epochs, stopEpoch } = replay([1, 2], [1, 1], 'none', { patience: 1, minDelta: 0 })
    expect(stopEpoch).toBeNull()
    expect(epochs.map(({ count }) => count)).toEqual([0, 0])
  })

  it.each(ruleKinds)('refuses a rule that cannot mean anything: %s', (kind) => {
    expect(() => replay([1], [1], kind, { patience: 0, minDelta: 0 })).toThrow(RangeError)
  })
})
