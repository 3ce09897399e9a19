import { describe, expect, it } from 'vitest'
import type { SeriesOfRun } from '../../../src-main/contract/api'
import type { RunConfigInput } from '../../../src-main/contract/config'
import { chosenRuns, isReplayable } from '../../../src-renderer/views/compare/chosen-runs'
import { stopPanels } from '../../../src-main/panels/what-if/panels'
import {
  axisWith,
  changesFor,
  commonRule,
  judgedBy,
  mapOf,
  minDeltaSliderSteps,
  minDeltaSteps,
  outcomeOf,
  outcomesOf,
  totalOf,
  type RecordedRun,
  type WatchedRule,
} from '../../../src-main/panels/what-if/what-if'
import { describeResult, describeWorst, toTable } from '../../../src-main/panels/what-if/words'
import { whatIfTable } from '../../../src-main/panels/report/tables'
import { fakeRun } from '../../support/fake-run'

const rule: WatchedRule = { kind: 'previous-epoch', monitor: 'val_mse', patience: 2, minDelta: 0.001 }

function recorded(
  name: string,
  values: readonly number[],
  { epochs = values.length, key = 'val_mse', ...config }: RunConfigInput & { key?: string } = {},
): RecordedRun {
  const facts = { name, state: 'ended', endReason: 'completed', epochs: values.length } as const
  const run = fakeRun(name, facts, { epochs, ...config })
  const series: SeriesOfRun = {
    run: name,
    epochs: Int32Array.from(values, (_, index) => index + 1),
    elapsedSeconds: Float64Array.from(values, (_, index) => 60 * (index + 1)),
    values: { [key]: Float64Array.from(values) },
  }
  return { run, series }
}

describe('the outcome of a rule', () => {
  const falling = [0.05, 0.03, 0.0295, 0.0291, 0.02, 0.019]

  it('says where a run would have stopped, and what that saves and loses', () => {
    expect(outcomeOf(recorded('a', falling), rule)).toMatchObject({
      ran: 6,
      stopEpoch: 4,
      ending: 'stop',
      epochsSaved: 2,
      secondsSaved: 120,
      bestUntilThen: { value: 0.0291, epoch: 4 },
      best: { value: 0.019, epoch: 6 },
    })
    expect(outcomeOf(recorded('a', falling), rule).lost).toBeCloseTo(0.0101, 12)
  })

  it('tells a rule that outlasts the record from a run that trained all of its epochs', () => {
    expect(outcomeOf(recorded('a', [0.05, 0.03, 0.01], { epochs: 100 }), rule).ending).toBe('ran-out')
    expect(outcomeOf(recorded('a', [0.05, 0.03, 0.01]), rule).ending).toBe('limit')
    expect(outcomeOf(recorded('a', falling), { ...rule, kind: 'none' })).toMatchObject({ stopEpoch: null, lost: 0 })
  })

  it("asks for improvement under Keras' rule, in the direction of the monitored metric", () => {
    const watching: WatchedRule = { ...rule, kind: 'best-so-far', monitor: 'val_psnr', minDelta: 0.1 }
    const rising = recorded('a', [10, 11, 12, 13, 14], { key: 'val_psnr' })
    expect(outcomeOf(rising, watching).stopEpoch).toBeNull()
    const sinking = recorded('b', [14, 13, 12, 11, 10], { key: 'val_psnr' })
    expect(outcomeOf(sinking, watching)).toMatchObject({ stopEpoch: 3, best: { value: 14, epoch: 1 }, lost: 0 })
    // The report's rule sees change in both.
    expect(outcomeOf(sinking, { ...watching, kind: 'previous-epoch' }).stopEpoch).toBeNull()
  })

  it('writes a best that was missed unlike the one that was had, and says so in the table too', () => {
    // Rounded to four digits both are 0.03560.
    const entry = recorded('a', [0.05, 0.0356001, 0.0356001, 0.0356001, 0.0355998])
    const outcome = outcomeOf(entry, rule)
    expect(outcome).toMatchObject({ stopEpoch: 4, bestUntilThen: { value: 0.0356001 }, best: { value: 0.0355998 } })
    const [row] = whatIfTable([entry], rule).rows
    expect(row!.slice(5, 7)).toEqual(['0.0356001 at 2', '0.0355998 at 5'])
    expect(describeWorst([outcome], rule)).toContain('before its best of 0.0355998 at epoch 5')
  })

  it('judges by val_mse where the monitored value has a scale of its own', () => {
    expect(judgedBy('validation_loss', [])).toBe('val_mse')
    expect(judgedBy('val_ssim', [])).toBe('val_ssim')
  })

  it('judges runs that say classes by their accuracy, and all of several by one metric', () => {
    const onLoss = { ...rule, monitor: 'validation_loss' } as const
    const said = recorded('b', [0.5, 0.6], { key: 'val_accuracy', task: 'classification', loss: 'cross-entropy' })
    const [lost, other] = outcomesOf([said, recorded('a', falling)], onLoss)
    expect(lost).toMatchObject({ lost: 0, best: { value: 0.6, epoch: 2 } })
    expect(other).toMatchObject({ lost: Number.NaN, best: null })
    expect(toTable([lost!], onLoss)).toContain('overall best val_accuracy')
  })

  it('leaves a run alone whose monitored value was never recorded', () => {
    expect(outcomeOf(recorded('a', falling), { ...rule, monitor: 'val_mae' })).toMatchObject({
      stopEpoch: null,
      lost: Number.NaN,
    })
  })

  it('sums what is saved and takes the mean of what is lost', () => {
    const total = totalOf(
      [recorded('a', falling), recorded('b', [0.05, 0.03, 0.01])].map((run) => outcomeOf(run, rule)),
    )
    expect(total).toMatchObject({ epochsRan: 9, epochsSaved: 2, secondsSaved: 120 })
    expect(total.meanLost).toBeCloseTo(0.0101 / 2, 12)
  })
})

describe('the map', () => {
  it('never saves fewer epochs with less patience or a larger minDelta, under the rule of the report', () => {
    const noisy = recorded(
      'a',
      Array.from({ length: 60 }, (_, index) => 1 / (index + 1) + (index % 3) * 1e-4),
    )
    const cells = mapOf([noisy], rule, [2, 3, 5, 8], [1e-5, 1e-4, 1e-3, 1e-2])
    cells.forEach((row, at) =>
      row.forEach((cell, column) => {
        expect(cell.epochsSaved).toBeGreaterThanOrEqual(cells[at + 1]?.[column]?.epochsSaved ?? 0)
        expect(cell.epochsSaved).toBeLessThanOrEqual(row[column + 1]?.epochsSaved ?? Infinity)
      }),
    )
    expect(cells.flat().some(({ epochsSaved }) => epochsSaved > 0)).toBe(true)
  })

  it('has seven round columns around the changes that the runs made', () => {
    const steady = recorded(
      'a',
      Array.from({ length: 30 }, (_, index) => 1 - index * 1e-4),
    )
    expect(minDeltaSteps([steady], 'val_mse')).toEqual([1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3])
    expect(minDeltaSteps([], 'val_mse')).toHaveLength(7)
    const slider = minDeltaSliderSteps([1e-5, 1e-3])
    expect([slider[0], slider.at(-1)]).toEqual([1e-6, 1e-2])
    expect(slider).toEqual([...slider].sort((left, right) => left - right))
  })

  it('gives the chosen and the own value a place on the axis, and keeps its length', () => {
    expect(axisWith([2, 3, 4, 5, 6, 8], [7])).toEqual([2, 3, 4, 5, 6, 7])
    expect(axisWith([1e-5, 2e-5, 5e-5], [2e-5, 1.5e-5])).toEqual([1.5e-5, 2e-5, 5e-5])
    expect(axisWith([1e-5, 2e-5], [0])).toEqual([0, 2e-5])
  })
})

describe('rules', () => {
  it('begins with the one that most runs trained under', () => {
    const [a, b, c] = [4, 4, 9].map(
      (patience, index) => recorded(String(index), [1, 2], { patience, monitor: 'val_mse' }).run,
    )
    expect(commonRule([a!, b!, c!])).toMatchObject({ rule: { patience: 4, monitor: 'val_mse' }, isShared: false })
    expect(commonRule([a!, b!]).isShared).toBe(true)
    expect(commonRule([recorded('d', [1, 2], { earlyStopping: false }).run]).isShared).toBe(false)
  })

  it('fills the form with what a run can train under', () => {
    expect(changesFor(rule)).toEqual({ earlyStopping: true, monitor: 'val_mse', patience: 2, minDelta: 0.001 })
    expect(changesFor({ ...rule, kind: 'none' })).toEqual({ earlyStopping: false })
    expect(changesFor({ ...rule, kind: 'best-so-far' })).toBeNull()
  })

  it('takes what was chosen, else the newest gesture that launched several', () => {
    const runs = ['new', 'b2', 'b1', 'old'].map((id) => ({
      ...recorded(id, [1, 2]).run,
      launchGroup: id.startsWith('b') ? 'b' : null,
    }))
    const ids = (chosen: readonly string[]) => chosenRuns(runs, chosen, isReplayable).map(({ id }) => id)
    expect(ids([])).toEqual(['b1', 'b2'])
    expect(ids(['new', 'old'])).toEqual(['old', 'new'])
    expect(ids(['gone'])).toEqual([])
  })
})

describe('words', () => {
  const outcomes = [
    outcomeOf(recorded('calm-bay-1', [0.05, 0.03, 0.0295, 0.0291, 0.02, 0.019]), rule),
    outcomeOf(recorded('calm-bay-2', [0.05, 0.03, 0.01], { epochs: 100 }), rule),
  ]
  const say = (parts: ReturnType<typeof describeResult>) => parts.map(({ text }) => text).join('')

  it('says the result first', () => {
    expect(say(describeResult(outcomes, rule))).toBe(
      'Patience 2, minDelta 0.001: 2 of 9 epochs and 2 min saved, 0.005050 val_mse lost on average.',
    )
    expect(say(describeResult(outcomes.slice(0, 1), rule))).toBe(
      'Patience 2, minDelta 0.001: 2 of 6 epochs and 2 min saved, 0.01010 val_mse lost.',
    )
    expect(say(describeResult(outcomes.slice(1), rule))).toBe(
      'Patience 2, minDelta 0.001: no run would have stopped, and 1 run would have continued past the recorded epochs.',
    )
  })

  it('names the run that loses most, and those that ran out', () => {
    expect(describeWorst(outcomes, rule)).toBe(
      'calm-bay-1 loses the most: it would have stopped at epoch 4, before its best of 0.01900 at epoch 6. One run loses nothing. One run ran out: under this rule, training would have continued.',
    )
  })

  it('copies a table with full numbers', () => {
    const [head, first, second] = toTable(outcomes, rule).split('\n')
    expect(head?.split('\t')).toHaveLength(12)
    expect(first?.split('\t').slice(4, 8)).toEqual(['4', '2', '120', '0.0291'])
    expect(second?.split('\t')[4]).toBe('ran out')
  })

  it('draws each run until its stop, all on equal axes', () => {
    const runs = [recorded('a', [0.05, 0.03, 0.0295, 0.0291, 0.02]), recorded('b', [0.05, 0.03, 0.01])]
    const specs = stopPanels(
      runs,
      runs.map((run) => outcomeOf(run, rule)),
      rule,
    )
    expect(specs[0]?.references).toEqual([expect.objectContaining({ axis: 'x', at: 4 })])
    expect(specs[0]?.series[1]?.x).toHaveLength(4)
    expect(specs[1]?.references).toEqual([])
    expect(specs[0]?.yRange).toEqual(specs[1]?.yRange)
    expect(specs[1]?.xRange).toEqual([1, 5])
  })
})
