import { describe, expect, it } from 'vitest'
import type { SeriesOfRun } from '../../../src-main/contract/api'
import { trackOf } from '../../../src-main/panels/run/panels'
import { describeTrack, describeWhatIf, trackPanel } from '../../../src-main/panels/run/stopping-panel'
import { outcomeOf, ownRule } from '../../../src-main/panels/what-if/what-if'
import { fakeRun } from '../../support/fake-run'

const values = [0.05, 0.03, 0.0295, 0.0291, 0.02, 0.0199, 0.0198]
const run = fakeRun(
  'calm-bay-1',
  { state: 'ended', endReason: 'early-stopped', epochs: values.length },
  { monitor: 'val_mse', patience: 3, minDelta: 0.001, epochs: 20 },
)
const series: SeriesOfRun = {
  run: run.id,
  epochs: Int32Array.from(values, (_, index) => index + 1),
  elapsedSeconds: Float64Array.from(values, (_, index) => 60 * (index + 1)),
  values: { val_mse: Float64Array.from(values) },
}
const track = trackOf(run, series)!
const labelsOf = (spec: ReturnType<typeof trackPanel>) =>
  (spec.references ?? []).map(({ axis, at, label }) => [axis, at, label])

describe('the early-stopping track', () => {
  it('writes a change above minDelta unlike minDelta', () => {
    const { format } = trackPanel(run, series, track)
    expect([0.001, 0.0010004, 0.00101, 0.0009996, 0.02, 0].map(format)).toEqual([
      '0.0010',
      '0.0010004',
      '0.001010',
      '0.0009996',
      '0.020',
      '0',
    ])
  })

  it('has the line of minDelta, the epoch that set the count back, the window, the best and the stop', () => {
    const spec = trackPanel(run, series, track)
    expect(spec.bars?.map(({ x, colour }) => [x, colour])).toEqual([
      [2, 'line-strong'],
      [3, 'accent'],
      [4, 'accent'],
      [5, 'line-strong'],
      [6, 'accent'],
      [7, 'accent'],
    ])
    expect(labelsOf(spec)).toEqual([
      ['y', 0.001, 'minDelta 0.001'],
      ['x', 7, 'best'],
    ])
    expect(spec.markers?.map(({ x, label }) => [x, label])).toEqual([[5, 'reset at 5']])
    expect(spec.zones).toEqual([{ from: 5.5, to: 8.5 }])
    expect(describeTrack(run, track)).toBe(
      '2 of 3 quiet epochs when the run ended. Epoch 5 had reset the count from 2 to 0.',
    )
  })

  it('shows where another rule would have stopped, on the same axes', () => {
    const own = ownRule(run)!
    const rule = { ...own, patience: 2, minDelta: 0.002 }
    const outcome = outcomeOf({ run, series }, rule)
    const spec = trackPanel(run, series, track, { rule, stopEpoch: outcome.stopEpoch })
    expect(labelsOf(spec).slice(1, 3)).toEqual([
      ['y', 0.002, 'what if 0.002'],
      ['x', 4, 'would stop'],
    ])
    expect(spec.yRange).toEqual(trackPanel(run, series, track).yRange)
    expect(describeWhatIf(run, own, rule, outcome)).toBe(
      'With patience 2 and minDelta 0.002, this run would have stopped at epoch 4 with a best val_mse of 0.02910. Set on the run: patience 3, minDelta 0.001.',
    )
    const never = { ...own, patience: 9 }
    expect(describeWhatIf(run, own, never, outcomeOf({ run, series }, never))).toContain('not have stopped by epoch 7.')
    // The own minDelta has its line already.
    expect(labelsOf(trackPanel(run, series, track, { rule: never, stopEpoch: null }))).toEqual(
      labelsOf(trackPanel(run, series, track)),
    )
  })
})
