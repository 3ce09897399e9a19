import { describe, expect, it } from 'vitest'
import type { SeriesOfRun } from '@contract/api'
import { resolveRunConfig, type RunConfigInput } from '@contract/config'
import { areSeeds, groupValue } from '@model/grouping'
import type { RunSummary } from '@contract/run'
import { compareRuns } from '../../../src-main/model/comparison/compare'
import { cellPanels, type Shown } from '../../../src-main/panels/compare/cell-panels'
import { buildDiff, takeableKeys, takeValues } from '../../../src-main/panels/compare/config-diff'
import { cellCurves } from '../../../src-main/panels/compare/curves'
import { groupRuns } from '../../../src-main/panels/workspace/run-list'
import { groupLooksOf, looksOf } from '../../../src-main/panels/workspace/shown-runs'
import {
  buildGrid,
  columnDashWord,
  createGridOrders,
  gridLooks,
  rowColour,
} from '../../../src-main/panels/compare/grid'
import { overlayPanel } from '../../../src-main/panels/compare/overlay'
import { rowsBestFirst, verdictRows } from '../../../src-main/panels/compare/verdict-rows'
import { describeReachedEpoch } from '../../../src-main/panels/compare/verdict-words'
import { metricPanel } from '../../../src-main/panels/run/panels'
import { fakeRun } from '../../support/fake-run'
import { fakeSeries } from '../hosts/fake-core'

/** A finished run with a curve of val_mse. */
function made(id: string, input: RunConfigInput, values: readonly number[]): { run: RunSummary; series: SeriesOfRun } {
  const series = fakeSeries(id, values.length)
  series.values.val_mse = Float64Array.from(values)
  return { run: fakeRun(id, { state: 'ended', endReason: 'completed', epochs: values.length }, input), series }
}
type Made = ReturnType<typeof made>
const shownOf = (all: readonly Made[], more: Partial<Shown> = {}): Shown => ({
  metric: 'val_mse',
  values: (run) => all.find(({ series }) => series.run === run)?.series,
  comparison: compareRuns(
    'val_mse',
    all.map(({ run, series }) => ({
      run,
      series: { run: run.id, points: Array.from(series.epochs, (epoch, at) => [epoch, series.values.val_mse![at]!]) },
    })),
  ),
  band: 'min-max',
  baseline: null,
  includesUnfinished: false,
  showsAll: false,
  ...more,
})
const panelsOf = (all: readonly Made[], more: Partial<Shown> = {}) =>
  cellPanels(buildGrid(all.map(({ run }) => run)), shownOf(all, more))

describe('the grid', () => {
  it('takes any two settings, values in order, and keeps a cell without a run', () => {
    const runs = [
      made('a', { batchSize: 64, learningRate: 0.01 }, [1]),
      made('b', { batchSize: 16, learningRate: 0.001 }, [1]),
    ].map(({ run }) => run)
    const grid = buildGrid(runs, 'batchSize', 'learningRate')
    expect(grid.rows).toEqual(['batch size 16', 'batch size 64'])
    expect(grid.columns).toEqual(['learning rate 0.001', 'learning rate 0.01'])
    expect(grid.cells.map(({ runs: of }) => of.length)).toEqual([1, 0, 0, 1])
    // By which was made first, not by which is the lower value.
    expect(grid.rows.map((row) => rowColour(grid, row))).toEqual(['c2', 'c1'])
    expect(buildGrid([]).cells).toEqual([])
  })

  it('shows a run that has a cell for itself as it looks everywhere', () => {
    const [a, b] = [made('a', { architecture: 'plain', loss: 'l1' }, [1]), made('b', { architecture: 'pooled' }, [1])]
    const runs = [
      { ...a.run, colourSlot: 10 },
      { ...b.run, colourSlot: 4 },
    ]
    const grid = buildGrid(runs)
    const looks = gridLooks(grid, 'look')
    expect(looks.areOfGroups).toBe(false)
    expect(runs.map(looks.ofRun)).toEqual([
      { colour: 'c11', dash: [7, 3] },
      { colour: 'c5', dash: [] },
    ])
    expect(looks.ofCell({ row: 'plain', column: 'L1' })).toEqual(looks.ofRun(runs[0]!))
    // Dashes that say the loss do so here, too.
    expect(runs.map(gridLooks(grid, 'loss').ofRun)).toEqual([
      { colour: 'c11', dash: [2, 2] },
      { colour: 'c5', dash: [] },
    ])
    expect([columnDashWord(grid, 'L1', 'look'), columnDashWord(grid, 'L1', 'loss')]).toEqual(['', 'dotted'])
  })

  it('gives groups the colour of their architecture and the dash of their loss, and their runs shades of it', () => {
    const runs = ['a', 'b', 'c'].map((id, seed) => made(id, { architecture: 'pooled', loss: 'l1', seed }, [1]).run)
    const alone = made('d', { architecture: 'plain' }, [1]).run
    const grid = buildGrid([...runs, alone])
    const looks = gridLooks(grid, 'look')
    expect(looks.areOfGroups).toBe(true)
    expect(looks.ofCell({ row: 'pooled', column: 'L1' })).toEqual({ colour: 'c2', dash: [2, 2] })
    expect(runs.map((run) => looks.ofRun(run).colour)).toEqual(['c2', 'c2-1', 'c2-2'])
    expect(columnDashWord(grid, 'L1', 'look')).toBe('dotted')
  })

  it('has no two groups look the same, however many columns there are', () => {
    const runs = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8].flatMap((learningRate) =>
      [16, 32, 64].flatMap((batchSize) =>
        [1, 2].map((seed) => made(`${learningRate} ${batchSize} ${seed}`, { learningRate, batchSize, seed }, [1]).run),
      ),
    )
    for (const [rows, columns] of [
      ['batchSize', 'learningRate'],
      ['learningRate', 'batchSize'],
      ['learningRate', 'learningRate'],
    ]) {
      const grid = buildGrid(runs, rows, columns)
      const looks = grid.cells.map((cell) => JSON.stringify(gridLooks(grid, 'look').ofCell(cell)))
      expect(new Set(looks).size).toBe(grid.cells.length)
    }
  })

  it('has the looks that groups have in the workspace, whatever they are by and whichever are compared', () => {
    // Made in another order than their values have; what was made first is not among the compared.
    const values = [64, 16, 128, 32]
    const architectures = ['pooled', 'resnet', 'plain', undefined] as const
    const all = values.flatMap((batchSize, place) =>
      [1, 2].map((seed) => {
        const architecture = architectures[place]
        const own = architecture === undefined ? {} : { architecture }
        const { run } = made(`r${place}${seed}`, { batchSize, seed, ...own }, [1])
        return { ...run, config: architecture === undefined ? { batchSize, seed, loss: 'mse' } : run.config }
      }),
    )
    for (const [rows, columns] of [
      ['batchSize', 'batchSize'],
      ['batchSize', 'loss'],
      ['architecture', 'loss'],
      ['seed', 'batchSize'],
    ] as const) {
      for (const compared of [all, all.slice(2), all.slice(4).toReversed()]) {
        const grid = buildGrid(compared, rows, columns, createGridOrders()(all, rows, columns))
        const groups = groupRuns(compared, [rows])
        const shown = { all, groups, groupBy: [rows] }
        const lookOf = groupLooksOf(shown, { colourBy: null, dashBy: null, legend: '' })
        const colours = groups.map((group) => lookOf(group).colour)
        const named = groups.map(({ runs }) => groupValue(runs[0]!.config, rows))
        expect(named.map((row) => rowColour(grid, row))).toEqual(colours)
        expect(new Set(colours).size).toBe(groups.length)
        // And whoever is coloured by that setting has the colour of its group.
        const ofRun = looksOf({ ...shown, runs: compared, groups: null }, { colourBy: rows, dashBy: null, legend: '' })
        expect(groups.map(({ runs: [run] }) => ofRun(run!).colour)).toEqual(colours)
      }
    }
    const ordersOf = createGridOrders()
    const orders = ordersOf(all, 'batchSize', 'loss')
    expect(buildGrid(all, 'batchSize', 'batchSize', orders).rows.map((row) => row.split(' ').at(-1))).toEqual(
      values.toSorted((left, right) => left - right).map(String),
    )
    expect(ordersOf([...all, { ...all[0]!, id: 'newer' }], 'batchSize', 'loss')).toBe(orders)
  })

  it('gives cells that no colour and dash tell apart the looks of groups by both settings', () => {
    // More columns than there are dashes of losses.
    const rates = Array.from({ length: 12 }, (_, place) => (place + 1) / 100)
    const pairs = [2, 1].flatMap((batchSize) => rates.map((learningRate) => ({ batchSize, learningRate })))
    const all = pairs.flatMap((pair, place) =>
      [1, 2].map((seed) => made(`${String(place).padStart(2, '0')} ${seed}`, { ...pair, seed }, [1]).run),
    )
    const compared = all.slice(4)
    const keys = ['batchSize', 'learningRate'] as const
    const grid = buildGrid(compared, ...keys, createGridOrders()(all, ...keys))
    const groups = groupRuns(compared, keys)
    const lookOf = groupLooksOf({ all, groups, groupBy: keys }, { colourBy: null, dashBy: null, legend: '' })
    const looks = gridLooks(grid, 'look')
    for (const group of groups) {
      const cell = grid.cells.find(({ runs }) => runs[0]?.id === group.runs[0]?.id)!
      const { colour, dash } = lookOf(group)
      expect(looks.ofCell(cell)).toEqual({ colour, dash })
    }
  })
})

describe('a cell', () => {
  const look = { colour: 'c1', dash: [] }
  const curves = (all: readonly Made[], band: 'min-max' | 'deviation' = 'min-max', includesUnfinished = false) =>
    cellCurves(
      'cell',
      all.map(({ run }) => run),
      (id) => {
        const series = all.find(({ run }) => run.id === id)!.series
        return { x: series.epochs, y: series.values.val_mse! }
      },
      { band, look, lookOf: () => look, isBackground: false, includesUnfinished },
    )

  it('draws seeds as mean and band while all are there, then one by one', () => {
    const { series, mixed } = curves([made('a', { seed: 1 }, [1, 2, 3, 4]), made('b', { seed: 2 }, [3, 6])])
    expect(mixed).toBe(0)
    const [mean, rest] = series
    expect([Array.from(mean!.x), Array.from(mean!.y)]).toEqual([
      [1, 2],
      [2, 4],
    ])
    expect([Array.from(mean!.band!.low), Array.from(mean!.band!.high)]).toEqual([
      [1, 2],
      [3, 6],
    ])
    // From the last epoch of the mean on, so that the line goes on from where the run was.
    expect([rest!.id, Array.from(rest!.x), Array.from(rest!.y)]).toEqual(['a', [2, 3, 4], [2, 3, 4]])
  })

  it('leaves seeds that did not come to their planned end out of mean and band, and draws them beside it', () => {
    const stopped = made('c', { seed: 3 }, [100])
    const all = [
      made('a', { seed: 1 }, [1, 2]),
      made('b', { seed: 2 }, [3, 6]),
      { ...stopped, run: { ...stopped.run, endReason: 'stopped' as const } },
    ]
    const { series } = curves(all)
    expect(series.map(({ label }) => label)).toEqual(['mean of 2 seeds', 'calm-otter-c, left out'])
    expect(Array.from(series[0]!.y)).toEqual([2, 4])
    expect(curves(all, 'min-max', true).series[0]!.label).toBe('mean of 3 seeds')
    // While none has ended, those under way are the picture.
    const live = all.map((one) => ({ ...one, run: { ...one.run, state: 'running' as const, endReason: null } }))
    expect(curves(live).series[0]!.label).toBe('mean of 3 seeds')
  })

  it('takes the band that is asked for', () => {
    const { series } = curves([made('a', { seed: 1 }, [1]), made('b', { seed: 2 }, [3])], 'deviation')
    expect(series[0]!.band!.low[0]).toBeCloseTo(2 - Math.SQRT2, 12)
  })

  it('never draws runs that differ in more than the seed as a mean', () => {
    const { series, mixed } = curves([made('a', { seed: 1 }, [1]), made('b', { seed: 2, epochs: 9 }, [3])])
    expect([series.map(({ id }) => id), mixed]).toEqual([['a', 'b'], 2])
    const [one, two] = [fakeRun('one', {}, { seed: 1 }), fakeRun('two', {}, { seed: 2 })]
    const other = fakeRun('other', {}, { seed: 2, epochs: 7 })
    const unread = { ...two, recipe: null, problems: ['The setting loss is not known to this version.'] }
    const sets = [[one, two], [one, one], [one, other], [], [one, unread], [unread]]
    expect(sets.map((runs) => areSeeds(runs))).toEqual([true, false, false, false, false, true])
  })

  it('draws nothing of a run that was trained before the metric was there', () => {
    const [older, newer] = [fakeRun('a'), fakeRun('b', {}, { seed: 2 })]
    const without = fakeSeries('a', 3)
    delete without.values.val_ssim
    const values = (run: string) => (run === 'a' ? without : fakeSeries('b', 3))
    const [panel] = cellPanels(buildGrid([older, newer]), { ...shownOf([]), metric: 'val_ssim', values })
    expect(panel?.spec.series.map(({ id, y }) => [id, y.length])).toEqual([['b', 3]])
    expect(overlayPanel([older, newer], 'val_ssim', values).series.map(({ x, y }) => [x.length, y.length])).toEqual([
      [0, 0],
      [3, 3],
    ])
    expect(metricPanel(older, without, 'val_ssim').series[0]?.x).toHaveLength(0)
    expect(metricPanel(older, without, 'val_psnr').series[0]?.x).toHaveLength(3)
  })
})

describe('the panels', () => {
  const four = [
    made('a', { architecture: 'plain', loss: 'mse' }, [9, 8, 7, 5]),
    made('b', { architecture: 'pooled', loss: 'mse' }, [9, 7, 6, 6]),
    made('c', { architecture: 'plain', loss: 'l1' }, [9, 8, 8, 8]),
    made('d', { architecture: 'pooled', loss: 'l1' }, [9, 3, 3, 3]),
  ]

  it('have equal axes on a common metric, and the other cells behind', () => {
    const panels = panelsOf(four)
    expect(new Set(panels.map(({ spec }) => JSON.stringify([spec.xRange, spec.yRange]))).size).toBe(1)
    expect(panels[0]!.spec.series.filter(({ isBackground }) => isBackground)).toHaveLength(3)
    // No room for words beyond 0 where nothing lies there.
    const lowest = (best: number, shown: Partial<Shown> = {}) =>
      panelsOf([made('e', { loss: 'mse' }, [9, 8, 7, best]), made('f', { loss: 'l1' }, [9, 8, 8, 8])], shown)[0]!.spec
        .yRange![0]
    expect([lowest(0.5), lowest(0.5, { showsAll: true })]).toEqual([0, 0])
    expect(lowest(-0.5)).toBeLessThan(-1)
    // Cells below each other are low: their words would stand on each other and on the curves.
    const low = panelsOf([made('a', { architecture: 'plain', loss: 'mse' }, [9, 8, 7, 0.5]), ...four.slice(1)])
    expect(low[0]!.spec.yRange![0]).toBeLessThan(0)
  })

  it('have equal axes within a column only on the runs’ own losses', () => {
    for (const [at, { series }] of four.entries())
      series.values.validation_loss = Float64Array.from(series.values.val_mse!, (value) => value * (at < 2 ? 1 : 100))
    const ranges = panelsOf(four, { metric: 'validation_loss' }).map(({ spec }) => JSON.stringify(spec.yRange))
    expect([ranges[0] === ranges[2], ranges[1] === ranges[3], ranges[0] === ranges[1]]).toEqual([true, true, false])
  })

  it('say when a cell comes to the other’s best, or that it does not', () => {
    const [plainMse, , pooledMse] = panelsOf(four)
    expect(plainMse!.spec.spans?.map(({ from, to, label }) => [from, to, label])).toEqual([[3, 4, '1 epoch later']])
    expect(pooledMse!.spec.references?.map(({ label }) => label)).toEqual(['plain’s best 5.000'])
  })

  it('mark the best of the runs that the verdict takes, and not of one that was stopped', () => {
    const stopped = made('s', { architecture: 'plain', loss: 'mse', seed: 5 }, [9, 1])
    const all = [...four, { ...stopped, run: { ...stopped.run, endReason: 'stopped' as const } }]
    const bestIn = (more: readonly Made[], shown: Partial<Shown> = {}) =>
      panelsOf(more, shown)[0]!.spec.markers?.find(({ kind }) => kind === 'best')?.y
    expect(bestIn(all)).toBe(5)
    expect(bestIn(all, { includesUnfinished: true })).toBe(1)
    expect(bestIn(all.slice(-1))).toBe(1)
  })

  it('show difference and ratio to the baseline at the same epoch', () => {
    const [own, , other] = panelsOf(four, { baseline: { run: 'a', name: 'calm-otter-a', kind: 'difference' } })
    expect(Array.from(own!.spec.series.find(({ id }) => id === 'a')!.y)).toEqual([0, 0, 0, 0])
    expect(Array.from(other!.spec.series.find(({ id }) => id === 'b')!.y)).toEqual([0, -1, -1, 1])
    expect(other!.spec.references?.map(({ at, label }) => [at, label])).toEqual([[0, 'calm-otter-a']])
  })
})

describe('the verdict table', () => {
  it('has each group’s way to the best of the other, and its runs’ ways to their partners’', () => {
    const all = [1, 2].flatMap((seed) => [
      made(`plain${seed}`, { architecture: 'plain', seed }, [9, 8, 7]),
      made(`pooled${seed}`, { architecture: 'pooled', seed }, seed === 1 ? [9, 6] : [9, 8]),
    ])
    const [plain, pooled] = verdictRows(shownOf(all).comparison!)
    expect(plain!.against?.row).toBe('pooled')
    // One of two is no median: the other never does.
    expect(plain!.reach).toMatchObject({ pairs: 2, reached: 1, epoch: null })
    expect(describeReachedEpoch(plain!)).toBe('1 of 2')
    expect(plain!.runs.map(({ row, overtaking }) => [row.run, overtaking?.leader, overtaking?.reachedEpoch])).toEqual([
      ['plain1', 'pooled1', null],
      ['plain2', 'pooled2', 2],
    ])
    expect(pooled!.reach).toMatchObject({ pairs: 2, reached: 1, epoch: null })
    expect(verdictRows(shownOf(all.slice(0, 1)).comparison!)[0]).toMatchObject({ reach: null, against: undefined })
  })
})

describe('the order of the verdict table', () => {
  it('is that of the verdict: the group with the best median first, in it the best run, and last what has no value', () => {
    const all = [
      made('none', { architecture: 'plain', loss: 'l1' }, []),
      ...[7, 3, 9].map((best, at) => made(`plain${at}`, { architecture: 'plain', seed: at }, [10, best])),
      ...[6, 5, 7].map((best, at) => made(`pooled${at}`, { architecture: 'pooled', seed: at }, [10, best])),
    ]
    const rows = rowsBestFirst(shownOf(all).comparison!)
    expect(rows.map(({ group, runs }) => [group.id, ...runs.map(({ row }) => row.run)])).toEqual([
      ['pooled, MSE', 'pooled1', 'pooled0', 'pooled2'],
      ['plain, MSE', 'plain1', 'plain0', 'plain2'],
      ['plain, L1', 'none'],
    ])
  })
})

describe('the config diff', () => {
  const [left, right] = [
    made('a', { architecture: 'plain' }, [1]).run,
    made('b', { architecture: 'pooled', learningRate: 5e-5, loss: 'smooth-l1', beta: 0.1, earlyStopping: false }, [1])
      .run,
  ]

  it('has only what differs, by section, with the network described', () => {
    const alone = (run: RunSummary) => ({ id: run.id, label: run.name, runs: [run] })
    const sections = buildDiff([alone(left), alone(right)], false)
    expect(sections.map(({ title }) => title)).toEqual(['Architecture', 'Loss', 'Training', 'Early stopping'])
    const byKey = Object.fromEntries(sections.flatMap(({ entries }) => entries).map(({ key, values }) => [key, values]))
    expect(byKey).toMatchObject({
      layerKinds: ['2 conv, 2 dense', '3 conv, 2 dense'],
      batchNormalization: ['off', 'on'],
      pooling: ['none', 'max 2 × 3'],
      learningRate: ['0.001', '5e-5'],
      beta: [null, '0.1'],
      patience: ['5', null],
    })
    expect(byKey.batchSize).toBe(undefined)
    expect(buildDiff([alone(left), alone(right)], true).flatMap(({ entries }) => entries).length).toBeGreaterThan(20)
    expect(buildDiff([alone(left), alone(left)], false)).toEqual([])
  })

  it('puts the values of a cell’s runs together', () => {
    const seeds = [1, 2, 3, 4, 5].map((seed) => made(String(seed), { seed, batchSize: 32 * seed }, [1]).run)
    const values = (runs: readonly RunSummary[]) =>
      buildDiff([{ id: 'cell', label: 'cell', runs }], false).map(({ entries }) => entries.map((one) => one.values[0]))
    expect(values(seeds.slice(0, 2))).toEqual([['32 / 64'], ['1 / 2']])
    expect(values(seeds)).toEqual([['5 values'], ['5 values']])
  })

  it('gives the left run the right one’s values, those that mean something there', () => {
    const keys = takeableKeys(left.recipe!, right.recipe!)
    expect(keys).toEqual(
      expect.arrayContaining(['architecture', 'filters', 'loss', 'beta', 'learningRate', 'earlyStopping']),
    )
    expect(keys).not.toContain('patience')
    expect(takeValues(right.recipe!, ['beta', 'filters'])).toEqual({ beta: 0.1, filters: [32, 64, 128] })
    const { monitor: _monitor, patience: _patience, minDelta: _minDelta, ...rest } = left.recipe!
    expect(resolveRunConfig({ ...rest, ...takeValues(right.recipe!, keys) })).toEqual({
      ok: true,
      config: right.recipe,
    })
  })
})
