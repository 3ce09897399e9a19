/** Runs that did not come to their planned end: named in the verdict, and in means and intervals only where somebody asks for them. */
import { describe, expect, it } from 'vitest'
import type { RunConfigInput } from '../../../src-main/contract/config'
import { endReasons, runStates, type EndReason, type RunSummary } from '../../../src-main/contract/run'
import { compareRuns } from '../../../src-main/model/comparison/compare'
import type { ComparedRun } from '../../../src-main/model/comparison/groups'
import { comparisonText } from '../../../src-main/hosts/cli/comparison-text'
import { verdictTable } from '../../../src-main/panels/report/tables'
import { mean } from '../../../src-main/maths/statistics'
import { fakeRun } from '../../support/fake-run'

function made(
  id: string,
  input: RunConfigInput,
  values: readonly number[],
  ending: Partial<RunSummary> = { state: 'ended', endReason: 'completed' },
): ComparedRun {
  return {
    run: fakeRun(id, { name: id, epochs: values.length, ...ending }, { epochs: 20, ...input }),
    series: { run: id, points: values.map((value, index) => [index + 1, value] as const) },
  }
}
const falling = (best: number) => Array.from({ length: 20 }, (_, epoch) => best + 0.05 / (epoch + 1) - 0.0025)
const seeds = (architecture: 'plain' | 'pooled', bests: readonly number[]) =>
  bests.map((best, at) => made(`${architecture}-${at + 1}`, { architecture, seed: at + 1 }, falling(best)))
const planned: readonly EndReason[] = ['completed', 'early-stopped']

describe('a seed that ended early', () => {
  const plain = seeds('plain', [0.0125, 0.0126, 0.0127])
  const pooled = seeds('pooled', [0.0074, 0.0075, 0.0076])
  const whole = compareRuns('val_mse', [...plain, ...pooled])
  /** One more of pooled, which was ended after its first epoch. */
  const early = (ending: Partial<RunSummary>) => made('pooled-4', { architecture: 'pooled', seed: 4 }, [0.3], ending)

  it.each(endReasons.filter((reason) => !planned.includes(reason)))('changes nothing when it %s', (endReason) => {
    const found = compareRuns('val_mse', [...plain, ...pooled, early({ state: 'ended', endReason })])
    expect(found.headline).toBe(whole.headline)
    expect(found.contrasts).toEqual(whole.contrasts)
    const [, group] = found.groups
    expect(group).toMatchObject({ count: 3, leftOut: ['pooled-4'], mean: whole.groups[1]!.mean })
    const word = endReason === 'cancelled' ? 'cancelled' : endReason
    expect(found.caveats).toContain(
      `Left out of means and intervals because it did not reach its planned end: pooled-4 (${word} at epoch 1 of 20).`,
    )
  })

  it.each(runStates.filter((state) => state !== 'ended'))('nor while it is %s', (state) => {
    const found = compareRuns('val_mse', [...plain, ...pooled, early({ state, endReason: null })])
    expect(found.contrasts).toEqual(whole.contrasts)
    expect(found.caveats.join(' ')).toContain(`pooled-4 (${state} at epoch 1 of 20)`)
  })

  it.each(planned)('counts as whole when it is %s', (endReason) => {
    const found = compareRuns('val_mse', [...plain, ...pooled, early({ state: 'ended', endReason })])
    expect(found.groups[1]).toMatchObject({ count: 4, leftOut: [] })
    expect(found.contrasts[0]!.rightCount).toBe(4)
    expect(found.caveats.join(' ')).not.toContain('planned end')
  })

  it('counts when it is asked for, and the verdict says so', () => {
    const runs = [...plain, ...pooled, early({ state: 'ended', endReason: 'stopped' })]
    const found = compareRuns('val_mse', runs, { includesUnfinished: true })
    expect(found).toMatchObject({ includesUnfinished: true })
    expect(found.groups[1]!.mean).toBeCloseTo(mean([0.0074, 0.0075, 0.0076, 0.3]), 9)
    expect(found.contrasts[0]).toMatchObject({ rightCount: 4, conclusion: 'no-difference-shown' })
    expect(found.caveats).toContain(
      'Included although it did not reach its planned end: pooled-4 (stopped at epoch 1 of 20).',
    )
  })

  it('is counted apart in the tables of report and command line', () => {
    const found = compareRuns('val_mse', [...plain, ...pooled, early({ state: 'ended', endReason: 'stopped' })])
    const { columns, rows, notes } = verdictTable(found)
    expect(rows[1]![columns.findIndex(({ label }) => label === 'Seeds')]).toBe('3 of 4')
    expect(notes.join(' ')).toContain('pooled-4 (stopped at epoch 1 of 20)')
    expect(comparisonText(found)).toMatch(/pooled, MSE +3 of 4 seeds +0\.007500 /)
  })

  it('that is trained again with the same seed is no second one of it', () => {
    const stopped = made('pooled-1a', { architecture: 'pooled', seed: 1 }, [0.3], {
      state: 'ended',
      endReason: 'failed',
    })
    const found = compareRuns('val_mse', [...plain, stopped, ...pooled])
    expect(found.contrasts).toEqual(whole.contrasts)
  })
})

describe('runs that are all under way', () => {
  const live = { state: 'running', endReason: null } as const

  it('are told of one by one, without mean and interval', () => {
    const runs = (['plain', 'pooled'] as const).flatMap((architecture, at) =>
      [1, 2, 3].map((seed) => made(`${architecture}-${seed}`, { architecture, seed }, [0.5, 0.4 - at / 10], live)),
    )
    const { headline, groups, contrasts, caveats } = compareRuns('val_mse', runs)
    expect(headline).toBe("pooled reaches plain's best val_mse in 3 of 3 seeds, at the same epoch in the median.")
    expect(groups.map(({ count, mean: middle, best }) => [count, middle, best])).toEqual([
      [0, null, 0.4],
      [0, null, 0.30000000000000004],
    ])
    expect(contrasts[0]).toMatchObject({
      conclusion: 'too-few-seeds',
      low: null,
      sentence: 'No run of pooled and none of plain has reached its planned end: no interval.',
    })
    expect(caveats[0]).toBe('6 runs have not ended, so this can still change.')
  })

  it('stand beside each other as ever where there is one of each', () => {
    const { headline, caveats } = compareRuns('val_mse', [
      made('a', { architecture: 'plain' }, [0.5, 0.4], live),
      made('b', { architecture: 'pooled' }, [0.5, 0.3], { state: 'ended', endReason: 'interrupted' }),
    ])
    expect(headline).toBe("pooled reaches plain's best val_mse 0.4000 of epoch 2 at the same epoch.")
    expect(caveats).toContain('Not trained to its planned end: b (interrupted at epoch 2 of 20).')
  })

  it('of one group say how far they are', () => {
    const runs = [1, 2, 3].map((seed) => made(`a-${seed}`, { seed }, [seed / 10], live))
    expect(compareRuns('val_mse', runs).headline).toBe(
      'plain, MSE: 3 seeds, none of which reached its planned end; best val_mse from 0.1000 to 0.3000 so far.',
    )
  })
})

describe('seeds that are all alike', () => {
  const same = (architecture: 'plain' | 'pooled', best: number) =>
    [1, 2, 3].map((seed) => made(`${architecture}-${seed}`, { architecture, seed }, [0.5, best]))

  it('have no spread, and neither interval nor p value', () => {
    const found = compareRuns('val_mse', [...same('plain', 0.1), ...same('pooled', 0.07)])
    expect(found.contrasts[0]).toMatchObject({ conclusion: 'no-spread', low: null, high: null, p: null })
    expect(found.sentences[0]).toBe(
      '3 seeds each: no spread, as the best val_mse is the same for every seed of plain and for every seed of pooled. Without spread there is no interval and no p value.',
    )
    expect(found.groups.map(({ deviation }) => deviation)).toEqual([0, 0])
    expect(verdictTable(found).rows.map((row) => row[2])).toEqual(['0.1000, no spread', '0.07000, no spread'])
    expect(comparisonText(found).match(/no spread/g)).toHaveLength(3)
    expect(compareRuns('val_mse', same('plain', 0.1)).headline).toBe(
      'plain, MSE: best val_mse 0.1000 for each of 3 seeds: no spread.',
    )
  })
})
