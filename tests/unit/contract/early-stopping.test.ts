import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  assertEarlyStoppingRule,
  initialEarlyStoppingState,
  observeEpoch,
  type EarlyStoppingRule,
} from '../../../src-main/contract/early-stopping'

/** Epoch at which the rule stops; null when it does not. */
function stopOf(losses: readonly number[], rule: EarlyStoppingRule): number | null {
  let state = initialEarlyStoppingState
  for (const [index, loss] of losses.entries()) {
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
    if (!Number.isFinite(loss)) return true
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

describe('early stopping on the change between consecutive epochs', () => {
  it.each([
    { what: 'nothing', losses: [], stop: null },
    { what: 'one epoch', losses: [1], stop: null },
    { what: 'equal values', losses: [1, 1, 1, 1], stop: 3 },
    { what: 'a change of exactly minDelta', losses: [0.5, 0.5 + 0.1, 0.5 + 0.1 + 0.1], stop: 3 },
    { what: 'a change just above it', losses: [0, 0.1000001, 0.2000002, 0.3000003], stop: null },
    { what: 'a rise counts like a fall', losses: [1, 1.05, 1.1, 1.15], stop: 3 },
    { what: 'a bigger change sets the count to 0', losses: [1, 1, 2, 2, 3, 3, 3], stop: 7 },
    { what: 'slow steady progress within minDelta stops', losses: [1, 0.95, 0.9, 0.85], stop: 3 },
    { what: 'NaN is quiet and keeps the last finite value', losses: [1, Number.NaN, 1.05], stop: 3 },
    { what: 'NaN then a jump', losses: [1, Number.NaN, 2, 3], stop: null },
    { what: 'NaN first is not quiet', losses: [Number.NaN, 1, 2], stop: null },
    { what: 'infinity is quiet as NaN is', losses: [1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY], stop: 3 },
    { what: 'oscillation beyond minDelta never stops', losses: [0, 1, 0, 1, 0, 1], stop: null },
  ])('$what', ({ losses, stop }) => {
    expect(stopOf(losses, rule)).toBe(stop)
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

  it('agrees with a second implementation', () => {
    const loss = fc.oneof(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 0, 0.5),
    )
    const anyRule = fc.record({
      patience: fc.integer({ min: 1, max: 6 }),
      minDelta: fc.constantFrom(0, 0.01, 0.1, 0.5),
    })
    fc.assert(
      fc.property(fc.array(loss, { maxLength: 40 }), anyRule, (losses, { patience, minDelta }) => {
        expect(stopOf(losses, { patience, minDelta })).toBe(naiveStop(losses, { patience, minDelta }))
      }),
      { numRuns: 500 },
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
