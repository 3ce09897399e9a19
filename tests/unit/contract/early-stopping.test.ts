import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  assertEarlyStoppingRule,
  initialEarlyStoppingState,
  observeEpoch,
  type EarlyStoppingRule,
  type EarlyStoppingState,
} from '../../../src-main/contract/early-stopping'
import { propertyCases } from '../../support/property'

/** Epoch at which the rule stops; null when it does not. */
function stopOf(losses: readonly number[], rule: EarlyStoppingRule): number | null {
  let state = initialEarlyStoppingState
  for (const [index, loss] of losses.entries()) {
    state = observeEpoch(state, loss, rule)
    if (state.shouldStop) return index + 1
  }
  return null
}

/** As {@link stopOf}, with the state stored as JSON and read back after `cut` epochs. */
function stopOfResumed(losses: readonly number[], rule: EarlyStoppingRule, cut: number): number | null {
  let state = initialEarlyStoppingState
  for (const [index, loss] of losses.entries()) {
    if (index === cut) state = JSON.parse(JSON.stringify(state)) as EarlyStoppingState
    state = observeEpoch(state, loss, rule)
    if (state.shouldStop) return index + 1
  }
  return null
}

/** Written a second time from the definition, looking back over the whole sequence at each epoch. */
function naiveStop(losses: readonly number[], { patience, minDelta }: EarlyStoppingRule): number | null {
  const isQuiet = (index: number): boolean => {
    if (index === 0) return false
    const loss = losses[index] ?? Number.NaN
    if (Number.isNaN(loss)) return true
    if (!Number.isFinite(loss)) return false
    const earlier = losses.slice(0, index).findLast(Number.isFinite)
    return earlier !== undefined && !(Math.abs(loss - earlier) > minDelta)
  }
  for (let end = 0; end < losses.length; end += 1) {
    if (end + 1 < patience) continue
    const window = Array.from({ length: patience }, (_, back) => end - back)
    if (window.every(isQuiet)) return end + 1
  }
  return null
}

const rule = { patience: 2, minDelta: 0.1 }
const { NaN: nan, POSITIVE_INFINITY: infinity } = Number

/** Each with the epoch at whose end it stops; patience 2 and minDelta 0.1 unless it says otherwise. */
const sequences: { what: string; losses: number[]; stop: number | null; rule?: Partial<EarlyStoppingRule> }[] = [
  { what: 'nothing', losses: [], stop: null },
  { what: 'one epoch', losses: [1], stop: null },
  { what: 'one epoch under patience 1', losses: [1], stop: null, rule: { patience: 1 } },
  { what: 'two equal epochs under patience 1', losses: [1, 1], stop: 2, rule: { patience: 1 } },
  { what: 'equal values', losses: [1, 1, 1, 1], stop: 3 },
  { what: 'equal values, one epoch too few', losses: [1, 1], stop: null },
  { what: 'equal values under minDelta 0', losses: [1, 1, 1], stop: 3, rule: { minDelta: 0 } },
  {
    what: 'the smallest change there is, under minDelta 0',
    losses: [1, 1 + 2 ** -52, 1, 1],
    stop: null,
    rule: { minDelta: 0 },
  },
  { what: 'zero and minus zero are equal', losses: [0, -0, 0], stop: 3, rule: { minDelta: 0 } },
  { what: 'a change of exactly minDelta', losses: [0.5, 0.5 + 0.1, 0.5 + 0.1 + 0.1], stop: 3 },
  { what: 'a fall of exactly minDelta, exact in binary', losses: [1, 0.75, 0.5], stop: 3, rule: { minDelta: 0.25 } },
  { what: 'a change just above it', losses: [0, 0.1000001, 0.2000002, 0.3000003], stop: null },
  { what: 'a change one rounding above it', losses: [1, 0.75 - 2 ** -53, 0.5], stop: null, rule: { minDelta: 0.25 } },
  { what: 'a rise counts like a fall', losses: [1, 1.05, 1.1, 1.15], stop: 3 },
  { what: 'slow steady progress within minDelta stops', losses: [1, 0.95, 0.9, 0.85], stop: 3 },
  { what: 'fast progress never does', losses: [1, 0.8, 0.6, 0.4, 0.2, 0], stop: null },
  { what: 'a bigger change sets the count to 0', losses: [1, 1, 2, 2, 3, 3, 3], stop: 7 },
  { what: 'a bigger change at the last moment', losses: [1, 1, 1, 1, 2, 2, 2, 2, 2], stop: 9, rule: { patience: 4 } },
  { what: 'oscillation beyond minDelta never stops', losses: [0, 1, 0, 1, 0, 1], stop: null },
  { what: 'oscillation within it does', losses: [0.5, 0.55, 0.5, 0.55], stop: 3 },
  { what: 'against the epoch before, not against the best', losses: [1, 0.2, 0.5, 0.8, 0.85, 0.9], stop: 6 },
  { what: 'a new best within minDelta is quiet all the same', losses: [0.3, 0.29, 0.28], stop: 3 },
  { what: 'NaN is quiet and keeps the last finite value', losses: [1, nan, 1.05], stop: 3 },
  { what: 'NaN then a jump', losses: [1, nan, 2, 3], stop: null },
  { what: 'NaN first is not quiet', losses: [nan, 1, 2], stop: null },
  { what: 'NaN throughout: quiet from the second epoch on', losses: [nan, nan, nan], stop: 3 },
  { what: 'NaN first, then the first finite value has nothing before it', losses: [nan, nan, 1, 1, 1], stop: 5 },
  { what: 'a jump to infinity is no quiet epoch', losses: [1, 1, infinity], stop: null },
  { what: 'nor to minus infinity', losses: [1, 1, -infinity], stop: null },
  {
    what: 'staying at infinity is none either, as the last finite value is what counts',
    losses: [1, infinity, infinity, infinity],
    stop: null,
  },
  { what: 'infinity first has nothing before it', losses: [infinity, 1, 1, 1], stop: 4 },
  { what: 'infinity sets the count of quiet epochs to 0', losses: [1, 1, infinity, 1, 1], stop: 5 },
  { what: 'back from infinity to where it was', losses: [1, 2, infinity, 2, 2], stop: 5 },
  { what: 'back from infinity elsewhere', losses: [1, 2, infinity, 3, infinity, 4], stop: null },
  { what: 'a jump to infinity between two epochs of NaN', losses: [1, nan, infinity, nan], stop: null },
  {
    what: 'the whole range of doubles at once',
    losses: [-1.7e308, 1.7e308, -1.7e308],
    stop: null,
    rule: { minDelta: 1e300 },
  },
  { what: 'a minDelta that holds any change quiet', losses: [1e9, -1e9, 5], stop: 3, rule: { minDelta: 1e300 } },
  { what: 'values below rounding of minDelta', losses: [1e-9, 2e-9, 4e-9], stop: 3, rule: { minDelta: 1e-5 } },
]

describe('early stopping on the change between consecutive epochs', () => {
  it.each(sequences)('$what', ({ losses, stop, rule: changed }) => {
    expect(stopOf(losses, { ...rule, ...changed })).toBe(stop)
  })

  it.each(sequences)('$what, resumed from what was stored after any epoch', ({ losses, stop, rule: changed }) => {
    const whole = { ...rule, ...changed }
    for (let cut = 0; cut <= losses.length; cut += 1) expect(stopOfResumed(losses, whole, cut)).toBe(stop)
  })

  it('stops at the end of the epoch in which the count reaches patience', () => {
    expect(stopOf([3, 3, 3, 3, 3, 3], { patience: 5, minDelta: 0 })).toBe(6)
    expect(stopOf([3, 3], { patience: 1, minDelta: 0 })).toBe(2)
  })

  it('goes on from a state that was stored', () => {
    const before = [1, 1].reduce((state, loss) => observeEpoch(state, loss, rule), initialEarlyStoppingState)
    const restored = JSON.parse(JSON.stringify(before)) as typeof before
    expect(observeEpoch(restored, 1, rule).shouldStop).toBe(true)
  })

  it('does not change once it has stopped', () => {
    const stopped = [1, 1, 1].reduce((state, loss) => observeEpoch(state, loss, rule), initialEarlyStoppingState)
    expect(observeEpoch(stopped, 99, rule)).toBe(stopped)
  })

  it('agrees with a second implementation, resumed or not', () => {
    const loss = fc.oneof(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0.5),
    )
    const anyRule = fc.record({
      patience: fc.integer({ min: 1, max: 6 }),
      minDelta: fc.constantFrom(0, 0.01, 0.1, 0.5),
    })
    fc.assert(
      fc.property(fc.array(loss, { maxLength: 40 }), anyRule, fc.nat(40), (losses, anyOf, cut) => {
        const stop = naiveStop(losses, anyOf)
        expect(stopOf(losses, anyOf)).toBe(stop)
        expect(stopOfResumed(losses, anyOf, cut)).toBe(stop)
      }),
      { numRuns: propertyCases(500) },
    )
  })

  it.each([
    [{ patience: 0, minDelta: 0 }],
    [{ patience: 1.5, minDelta: 0 }],
    [{ patience: 1, minDelta: -1 }],
    [{ patience: 1, minDelta: Number.NaN }],
    [{ patience: 1, minDelta: Number.POSITIVE_INFINITY }],
  ])('refuses %j at once', (wrong) => {
    expect(() => {
      assertEarlyStoppingRule(wrong)
    }).toThrow(RangeError)
  })
})
