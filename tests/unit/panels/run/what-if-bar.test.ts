import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { replay } from '@maths/replay'
import { describePatience, judgingKey, outcomeOfPatience, watchableKeys } from '@panels/run/what-if-bar'
import { propertyCases } from '../../../support/property'

const keys = ['val/loss', 'val/acc', 'train/loss', 'lr']
const steps = [100, 200, 300, 400, 500, 600]
const loss = { key: 'val/loss', steps, values: [1, 0.8, 0.9, 0.95, 0.97, 0.99], seconds: [10, 20, 30, 40, 50, 60] }
const accuracy = { key: 'val/acc', steps, values: [0.1, 0.2, 0.25, 0.26, 0.5, 0.4], seconds: null }

describe('what patience would have made of any metric', () => {
  it('watches those with a direction, and judges by the metric beside it whose direction is the other', () => {
    expect(watchableKeys(keys)).toEqual(['val/loss', 'val/acc', 'train/loss'])
    expect(judgingKey('val/loss', watchableKeys(keys))).toBe('val/acc')
    expect(judgingKey('val/acc', watchableKeys(keys))).toBe('val/loss')
    expect(judgingKey('train/loss', watchableKeys(keys))).toBe('train/loss')
    expect(watchableKeys(keys, { lr: 'lower' })).toContain('lr')
  })

  it('says what would have been saved and what the best would be', () => {
    const outcome = outcomeOfPatience(loss, accuracy, 2)
    expect(outcome).toEqual({ stopStep: 400, share: 1 / 3, seconds: 20, bestUntilThen: 0.26, best: 0.5 })
    expect(describePatience(2, 'val/acc', outcome, true)).toEqual({
      result: 'Patience 2 would have saved 33 % of the time',
      rest: ', 20 s; best val/acc would be 0.2600 in place of 0.5000',
    })
  })

  it('says so where it would not have stopped, where no time is known, and where nothing is lost', () => {
    const never = outcomeOfPatience(loss, accuracy, 5)
    expect(describePatience(5, 'val/acc', never, true).result).toBe('Patience 5 would not have stopped this run')
    expect(describePatience(5, 'val/acc', never, false).result).toContain('yet')
    const timeless = outcomeOfPatience({ ...loss, seconds: null }, loss, 2)
    expect(describePatience(2, 'val/loss', timeless, true)).toEqual({
      result: 'Patience 2 would have stopped at step 400',
      rest: '; best val/loss would be the same, 0.8000',
    })
  })

  it('stops where the replay does, for any values, NaN and infinities too, and saves between nothing and all', () => {
    const value = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY))
    fc.assert(
      fc.property(fc.array(value, { maxLength: 40 }), fc.integer({ min: 1, max: 20 }), (values, patience) => {
        const at = values.map((_, index) => index * 3)
        const points = { key: 'val/acc', steps: at, values, seconds: at }
        const outcome = outcomeOfPatience(points, points, patience)
        expect(outcome.stopStep).toBe(replay(at, values, 'best-so-far', { patience, minDelta: 0 }, 'higher').stopEpoch)
        if (outcome.share !== null) {
          expect(outcome.share).toBeGreaterThanOrEqual(0)
          expect(outcome.share).toBeLessThanOrEqual(1)
        }
        if (outcome.best !== null && outcome.bestUntilThen !== null)
          expect(outcome.best).toBeGreaterThanOrEqual(outcome.bestUntilThen)
        expect(describePatience(patience, 'val/acc', outcome, true).result).not.toBe('')
      }),
      { numRuns: propertyCases(200) },
    )
  })
})
