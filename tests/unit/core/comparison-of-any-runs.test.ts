import { describe, expect, it } from 'vitest'
import type { RunSummary } from '../../../src-main/contract/run'
import { compareRuns } from '../../../src-main/model/comparison/compare'
import { comparableKeys, usualMetricOf } from '../../../src-main/model/comparison/metric'
import type { ComparedRun } from '../../../src-main/model/comparison/groups'
import { areSeeds, groupValue, orderValues, settingsThatDiffer } from '../../../src-main/model/grouping'
import { flattenConfig, type Json } from '../../../src-main/protocol/config'
import { fakeRun, seriesBy } from '../../support/fake-run'

type Logged = {
  readonly config: Readonly<Record<string, Json>>
  readonly values: readonly number[]
  readonly by?: 'epoch' | 'step'
  readonly more?: Partial<RunSummary>
}

/** A run that a program logged, with one metric. */
function logged(id: string, key: string, { config, values, by = 'step', more = {} }: Logged): ComparedRun {
  const first = by === 'epoch' ? 1 : 0
  const run = fakeRun(id, {
    origin: { kind: 'logged', facts: { host: 'node-7' } },
    state: 'ended',
    endReason: 'completed',
    config: flattenConfig(config),
    recipe: null,
    plannedEpochs: null,
    stepsPerEpoch: null,
    data: null,
    series: seriesBy(by, { [key]: values }),
    ...more,
  })
  const points = values.map((value, index): [number, number] => [first + index, value])
  return { run, series: { run: id, by, points, whole: { last: values.at(-1)!, lastStep: first + values.length - 1 } } }
}

describe('a comparison of runs from elsewhere', () => {
  const key = 'val/accuracy'
  const runs = [
    ...[1, 2, 3].map((seed) =>
      logged(`a${seed}`, key, {
        config: { optimizer: { lr: 0.1 }, random_state: seed },
        values: [0.5, [0.71, 0.72, 0.73][seed - 1]!],
      }),
    ),
    ...[1, 2, 3].map((seed) =>
      logged(`b${seed}`, key, {
        config: { optimizer: { lr: 0.01 }, random_state: seed },
        values: [0.4, [0.81, 0.82, 0.83][seed - 1]!],
      }),
    ),
  ]
  const options = { keys: { row: 'optimizer.lr', column: 'optimizer.lr' } }

  it('is on any metric with a direction, by any setting, and counts in steps', () => {
    const comparison = compareRuns(key, runs, options)
    expect(comparison).toMatchObject({ metric: key, direction: 'higher', by: 'step' })
    expect(comparison.groups.map(({ id, areSeeds: are, best }) => [id, are, best])).toEqual([
      ['optimizer.lr 0.01', true, 0.83],
      ['optimizer.lr 0.1', true, 0.73],
    ])
    expect(comparison.headline).toMatch(/in 3 of 3 seeds, at the same step in the median/)
    expect(comparison.contrasts[0]).toMatchObject({ conclusion: 'differs', leftCount: 3, rightCount: 3 })
    expect(comparison.overtakings[0]).toMatchObject({ by: 'step' })
  })

  it('takes the direction that was chosen, before what the name says', () => {
    const chosen = runs.map(({ run, series }) => ({ run: { ...run, directions: { [key]: 'lower' as const } }, series }))
    expect(compareRuns(key, chosen, options)).toMatchObject({ direction: 'lower' })
    expect(compareRuns(key, chosen, options).groups.map(({ best }) => best)).toEqual([0.4, 0.5])
  })

  it('refuses a key of which nobody says which way it gets better', () => {
    expect(() => compareRuns('throughput', [], options)).toThrow('Neither lower nor higher values of throughput')
  })

  it('says that losses of unlike runs are on different scales, by the setting that names the loss', () => {
    const losses = ['cross_entropy', 'focal'].map((criterion, at) =>
      logged(`l${at}`, 'val_loss', { config: { criterion }, values: [1, 0.5] }),
    )
    const byLoss = { keys: { row: 'criterion', column: 'criterion' } }
    expect(compareRuns('val_loss', losses, byLoss).caveats.join(' ')).toContain(
      "val_loss is each run's own loss, and these are on different scales: cross_entropy, focal.",
    )
    const alike = losses.map(({ run, series }) => ({
      run: { ...run, config: flattenConfig({ criterion: 'focal' }) },
      series,
    }))
    expect(compareRuns('val_loss', alike, byLoss).caveats.join(' ')).not.toContain('scales')
  })

  it('holds no run by steps against one by epochs', () => {
    const mixed = [
      logged('s', key, { config: { name: 'a' }, values: [0.5, 0.9] }),
      logged('e', key, { config: { name: 'b' }, values: [0.5, 0.8], by: 'epoch' }),
    ]
    const comparison = compareRuns(key, mixed, { keys: { row: 'name', column: 'name' } })
    expect(comparison.by).toBe('mixed')
    expect(comparison.overtakings).toEqual([])
    expect(comparison.groups.map(({ best }) => best)).toEqual([0.9, 0.8])
  })

  it('begins with val_mse where a run has it, else with what most of them have', () => {
    const summaries = runs.map(({ run }) => run)
    expect(usualMetricOf(summaries)).toBe(key)
    expect(
      comparableKeys([...summaries, fakeRun('t', { series: seriesBy('epoch', { val_mse: [1], train_loss: [1] }) })]),
    ).toEqual(['val_mse', key])
  })

  it('does not begin with what every author of it hides', () => {
    const hidden = { hiddenKeys: [key] }
    const summaries = runs.map(({ run }) => ({ ...run, ...hidden }))
    expect(comparableKeys(summaries)).toEqual([])
    expect(comparableKeys([...summaries.slice(1), runs[0]!.run])).toEqual([key])
  })
})

describe('seeds of one another', () => {
  const of = (id: string, config: Readonly<Record<string, Json>>, more: Partial<RunSummary> = {}) =>
    logged(id, 'x', { config, values: [1], more }).run
  const data = (hash: string) => ({ data: { id: 'mnist', name: 'MNIST', hash } })

  it('differ in keys with the role of a seed alone, wherever these stand', () => {
    expect(areSeeds([of('a', { train: { seed: 1 }, lr: 1 }), of('b', { train: { seed: 2 }, lr: 1 })])).toBe(true)
    expect(areSeeds([of('a', { seed: 1, lr: 1 }), of('b', { seed: 2, lr: 2 })])).toBe(false)
    expect(areSeeds([of('a', { seed: 1 }), of('b', { seed: 1 })])).toBe(false)
    expect(areSeeds([of('a', { dataSeed: 1 }), of('b', { dataSeed: 2 })])).toBe(false)
    expect(areSeeds([of('a', { fold: 1 }), of('b', { fold: 2 })], { fold: 'seed' })).toBe(true)
    expect(areSeeds([of('a', { seed: 1 }), of('b', { seed: 2 })], { seed: null })).toBe(false)
  })

  it('have one data set', () => {
    expect(areSeeds([of('a', { seed: 1 }, data('1')), of('b', { seed: 2 }, data('1'))])).toBe(true)
    expect(areSeeds([of('a', { seed: 1 }, data('1')), of('b', { seed: 2 }, data('2'))])).toBe(false)
    expect(areSeeds([of('a', { seed: 1 }, data('1')), of('b', { seed: 2 })])).toBe(false)
    // A hash that nobody said is no difference.
    expect(areSeeds([of('a', { seed: 1 }, data('1')), of('b', { seed: 2 }, data(''))])).toBe(true)
  })
})

describe('values that are sometimes numbers and sometimes text', () => {
  const configs = [{ lr: '0.1' }, { lr: 0.1 }, {}, { lr: 'auto' }, { lr: 10 }, { lr: 9 }, { lr: null }].map(
    flattenConfig,
  )

  it('stand in one order: numbers by size, text, none', () => {
    expect(orderValues(configs, 'lr')).toEqual(['lr 0.1', 'lr 9', 'lr 10', 'lr "0.1"', 'lr auto', 'lr null', 'no lr'])
  })

  it('are told apart in words and in what differs', () => {
    expect(groupValue(configs[0]!, 'lr')).not.toBe(groupValue(configs[1]!, 'lr'))
    expect(settingsThatDiffer(configs.slice(0, 2))).toEqual(['lr'])
    expect(settingsThatDiffer([configs[1]!, flattenConfig({ lr: 0.1 })])).toEqual([])
  })
})
