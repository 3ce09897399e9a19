/** Early stopping from outside, as a run's page shows it: on any series, whose steps lie any number apart. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { replay } from '../../../../src-main/maths/replay'
import {
  describeOtherRule,
  describeRuleTrack,
  mostTracked,
  ruleTrackPanel,
  type TrackedRule,
} from '../../../../src-main/panels/run/stopping-panel'
import { outcomeOfRule } from '../../../../src-main/panels/run/what-if-bar'
import { propertyCases } from '../../../support/property'

const rule: TrackedRule = { metric: 'val_loss', patience: 3, minDelta: 0.01, unit: 'step', hasEnded: false }
const trackOf = (steps: number[], values: number[], of = rule) => replay(steps, values, 'previous-epoch', of)

describe('the track of a rule', () => {
  const steps = [100, 200, 300, 400, 500]

  it('says how far the count is, and promises no step where steps lie any number apart', () => {
    const values = [1, 0.5, 0.5, 0.4, 0.4]
    expect(describeRuleTrack(rule, trackOf(steps, values))).toBe(
      '1 of 3 quiet steps: stops if the next 2 are quiet. Step 400 had reset the count from 1 to 0.',
    )
    expect(describeRuleTrack({ ...rule, unit: 'epoch' }, trackOf([1, 2], [1, 1]))).toBe(
      '1 of 3 quiet epochs: stops at epoch 4 if the next 2 are quiet.',
    )
    expect(describeRuleTrack({ ...rule, hasEnded: true }, trackOf(steps, values))).toContain(
      '1 of 3 quiet steps when the run ended.',
    )
  })

  it('says where it stopped, and fills its window at the steps that were quiet', () => {
    const track = trackOf(steps, [1, 0.5, 0.5, 0.5, 0.5])
    expect(describeRuleTrack({ ...rule, hasEnded: true }, track)).toBe(
      'val_loss was quiet for 3 steps in a row: stopped at step 500.',
    )
    const panel = ruleTrackPanel({ ...rule, hasEnded: true }, track, { x: 200, y: 0.5 })
    expect(panel.zones).toEqual([{ from: 250, to: 550 }])
    expect(panel.bars?.map(({ x, colour }) => [x, colour])).toEqual([
      [200, 'line-strong'],
      [300, 'accent'],
      [400, 'accent'],
      [500, 'accent'],
    ])
    expect(panel.references?.map(({ label }) => label)).toEqual(['minDelta 0.01', 'stop', 'best'])
  })

  it('shows the end of a long series', () => {
    const many = Array.from({ length: 5_000 }, (_, at) => at * 10)
    const track = trackOf(
      many,
      many.map((step) => Math.sin(step)),
      { ...rule, minDelta: 0 },
    )
    const panel = ruleTrackPanel(rule, track, { x: 0, y: 0 })
    expect(panel.bars).toHaveLength(mostTracked)
    expect(panel.xRange?.[0]).toBeGreaterThan(45_000)
    // What lies before it is not named in it.
    expect(panel.references?.some(({ label }) => label === 'best')).toBe(false)
  })

  it('has a window that ends at the stop, and one under way that is as long as patience', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0, 0.005, 1, 2, Number.NaN), { minLength: 2, maxLength: 40 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 1_000 }),
        (values, patience, stride) => {
          const own = { ...rule, patience }
          const at = values.map((_, index) => (index + 1) * stride)
          const track = trackOf(at, values, own)
          const [zone] = ruleTrackPanel(own, track, null).zones ?? []
          const count = track.epochs.at(-1)!.count
          if (track.stopEpoch === null && count === 0) {
            expect(zone).toBeUndefined()
            return
          }
          expect((zone!.to - zone!.from) / stride).toBeCloseTo(patience)
          if (track.stopEpoch !== null) expect(zone!.to).toBeCloseTo(track.stopEpoch + stride / 2)
        },
      ),
      { numRuns: propertyCases(100) },
    )
  })
})

describe('another rule', () => {
  const points = {
    key: 'val_loss',
    steps: [1, 2, 3, 4, 5, 6],
    values: [1, 0.5, 0.49, 0.48, 0.2, 0.1],
    seconds: [10, 20, 30, 40, 50, 60],
  }

  it('says where the run would have stopped, how much of its time that saves and what it costs', () => {
    const outcome = outcomeOfRule(points, { patience: 2, minDelta: 0.02 })
    expect(outcome).toMatchObject({ stop: 4, share: 20 / 60, bestUntilThen: 0.48, best: 0.1 })
    expect(describeOtherRule({ metric: 'val_loss', unit: 'epoch' }, { patience: 2, minDelta: 0.02 }, outcome)).toBe(
      'With patience 2 and minDelta 0.02 on val_loss, this run would have stopped at epoch 4, 33 % of its time earlier, with a best of 0.4800 in place of 0.1000.',
    )
  })

  it('says that it would not have stopped, and nothing of a best where the metric has none', () => {
    const outcome = outcomeOfRule({ ...points, key: 'something' }, { patience: 5, minDelta: 0 })
    expect(outcome).toMatchObject({ stop: null, best: null })
    expect(describeOtherRule({ metric: 'something', unit: 'step' }, { patience: 5, minDelta: 0 }, outcome)).toBe(
      'With patience 5 and minDelta 0 on something, this run would not have stopped by itself so far.',
    )
  })
})
